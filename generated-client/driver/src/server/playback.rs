//! Recordings played back: each is the response to the request that it was recorded for.
//!
//! A request is identified by its method, its path and its query, whose pairs may be in any order. Where the query was
//! not observed, the path alone identifies it. Several recordings of one request are played one after the other, the
//! last one for good. A request that was not recorded gets a response that says so, never one that merely looks alike.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use percent_encoding::percent_decode_str;
use recording::{Interaction, Unobserved};

use test_server::{CannedResponse, Handler, Received};

/// The status that says that no recording matches the request. No service uses it.
pub const NOT_RECORDED: u16 = 599;

/// Headers that belong to the connection they came over, not to the response.
const OF_THE_CONNECTION: [&str; 4] = ["connection", "content-length", "keep-alive", "transfer-encoding"];

/// Responds with recordings.
#[derive(Debug)]
pub struct Playback {
    tracks: Vec<Track>,
    misses: Mutex<Vec<String>>,
}

/// The recordings of one request.
#[derive(Debug)]
struct Track {
    key: RequestKey,
    responses: Vec<CannedResponse>,
    played: AtomicUsize,
}

/// What identifies a request.
#[derive(Debug, PartialEq, Eq)]
struct RequestKey {
    method: String,
    path: String,
    /// The pairs, decoded and sorted; `None`: not observed.
    query: Option<Vec<(String, String)>>,
}

impl RequestKey {
    fn new(method: &str, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut pairs: Vec<_> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect();
        pairs.sort();
        Self {
            method: method.to_owned(),
            path: decoded(path),
            query: Some(pairs),
        }
    }

    fn recorded(interaction: &Interaction) -> Self {
        let url = &interaction.request.url;
        let after_scheme = url.split_once("://").map_or(&**url, |(_, rest)| rest);
        let target = after_scheme
            .find(['/', '?'])
            .map_or("/", |start| &after_scheme[start..]);
        let mut key = Self::new(&interaction.request.method, target.split('#').next().unwrap_or(target));
        if interaction.is_unobserved(Unobserved::RequestQuery) {
            key.query = None;
        }
        key
    }

    fn matches(&self, request: &Self) -> bool {
        self.method == request.method
            && self.path == request.path
            && (self.query.is_none() || self.query == request.query)
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl Playback {
    /// Plays these recordings.
    #[must_use]
    pub fn new(interactions: impl IntoIterator<Item = Interaction>) -> Self {
        let mut tracks: Vec<Track> = Vec::new();
        for interaction in interactions {
            let key = RequestKey::recorded(&interaction);
            let response = played(&interaction);
            match tracks.iter_mut().find(|track| track.key == key) {
                Some(track) => track.responses.push(response),
                None => tracks.push(Track {
                    key,
                    responses: vec![response],
                    played: AtomicUsize::new(0),
                }),
            }
        }
        // An exact request is a better match than a path alone.
        tracks.sort_by_key(|track| track.key.query.is_none());
        Self {
            tracks,
            misses: Mutex::default(),
        }
    }

    /// The requests that no recording matched.
    #[must_use]
    pub fn misses(&self) -> Vec<String> {
        self.misses.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Handler for Playback {
    fn respond(&self, request: &Received) -> CannedResponse {
        let key = RequestKey::new(&request.method, &request.target);
        if let Some(track) = self.tracks.iter().find(|track| track.key.matches(&key)) {
            let turn = track
                .played
                .fetch_add(1, Ordering::SeqCst)
                .min(track.responses.len() - 1);
            return track.responses[turn].clone();
        }
        let mut text = format!("no recording matches {}; there are:\n", words(&key));
        for track in &self.tracks {
            text.push_str(&format!("  {}\n", words(&track.key)));
        }
        self.misses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(words(&key));
        CannedResponse::new(NOT_RECORDED, &[("Content-Type", "text/plain; charset=utf-8")], text)
    }
}

/// A request in words.
fn words(key: &RequestKey) -> String {
    let Some(query) = &key.query else {
        return format!("{} {} with any query", key.method, key.path);
    };
    let pairs: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mark = if pairs.is_empty() { "" } else { "?" };
    format!("{} {}{mark}{}", key.method, key.path, pairs.join("&"))
}

/// The response of a recording. Where its headers were not observed, JSON is labelled as what it is.
fn played(interaction: &Interaction) -> CannedResponse {
    let response = &interaction.response;
    let of_the_connection = |name: &str| OF_THE_CONNECTION.iter().any(|known| known.eq_ignore_ascii_case(name));
    let mut headers: Vec<_> = response
        .headers
        .iter()
        .filter(|header| !of_the_connection(&header.name))
        .map(|header| (&*header.name, &*header.value))
        .collect();
    if interaction.is_unobserved(Unobserved::ResponseHeaders) && recording::json::parse(&response.body).is_ok() {
        headers.push(("Content-Type", "application/json"));
    }
    CannedResponse::new(response.status, &headers, &response.body)
}

#[cfg(test)]
mod tests {
    use recording::{Header, Kind, Provenance, Request, Response};

    use super::*;

    fn recorded(url: &str, status: u16, unobserved: &[Unobserved]) -> Interaction {
        Interaction {
            provenance: Provenance {
                kind: Kind::Synthetic,
                source: "a test".to_owned(),
                date: "2026-04-03".to_owned(),
            },
            unobserved: unobserved.to_vec(),
            request: Request {
                method: "GET".to_owned(),
                url: url.to_owned(),
                headers: Vec::new(),
                body: None,
            },
            response: Response {
                status,
                headers: vec![Header::new("Transfer-Encoding", "chunked"), Header::new("X-Kept", "1")],
                body: b"{}".to_vec(),
            },
            redacted: Vec::new(),
        }
    }

    /// The status line and the headers of the response to a GET.
    fn head(playback: &Playback, target: &str) -> String {
        let request = Received {
            method: "GET".to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        String::from_utf8_lossy(&playback.respond(&request).bytes()).into_owned()
    }

    fn status(playback: &Playback, target: &str) -> u16 {
        head(playback, target)
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .expect("a status")
    }

    #[test]
    fn a_request_is_matched_by_path_and_query_in_any_order_and_encoding() {
        let playback = Playback::new([recorded("https://h.example/a/b?x=1&y=a%20b&y=*", 200, &[])]);
        assert_eq!(status(&playback, "/a/b?y=%2A&y=a%20b&x=1"), 200);
        for other in [
            "/a/b",
            "/a/b?x=1&y=a%20b",
            "/a/b?x=1&y=a%20b&y=*&z=1",
            "/a?x=1&y=a%20b&y=*",
            "/a/b?x=2&y=a%20b&y=*",
        ] {
            assert_eq!(status(&playback, other), NOT_RECORDED, "{other}");
        }
        assert_eq!(playback.misses().len(), 5);
        assert_eq!(playback.misses()[0], "GET /a/b");
    }

    #[test]
    fn an_unobserved_query_matches_any_query_but_the_exact_one_comes_first() {
        let any = recorded("https://h.example/a", 201, &[Unobserved::Request]);
        let exact = recorded("https://h.example/a?x=1", 202, &[]);
        let playback = Playback::new([any, exact]);
        assert_eq!(status(&playback, "/a?x=1"), 202);
        assert_eq!(status(&playback, "/a?x=2"), 201);
        assert_eq!(status(&playback, "/a"), 201);
        assert_eq!(status(&playback, "/b"), NOT_RECORDED);
    }

    #[test]
    fn recordings_of_one_request_are_played_in_turn_and_the_last_is_repeated() {
        let playback = Playback::new([200, 503].map(|status| recorded("https://h.example/a", status, &[])));
        let statuses: Vec<_> = (0..4).map(|_| status(&playback, "/a")).collect();
        assert_eq!(statuses, [200, 503, 503, 503]);
    }

    #[test]
    fn headers_of_the_response_are_played_and_those_of_the_connection_are_not() {
        let text = head(&Playback::new([recorded("https://h.example/a", 200, &[])]), "/a");
        assert_eq!(text, "HTTP/1.1 200 Played\r\nX-Kept: 1\r\nContent-Length: 2\r\n\r\n{}");
        let unobserved = recorded("https://h.example/a", 200, &[Unobserved::ResponseHeaders]);
        assert!(head(&Playback::new([unobserved]), "/a").contains("Content-Type: application/json\r\n"));
    }
}
