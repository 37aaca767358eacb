//! Requests as a server receives them: the lines of the head, an empty line, and the body.

use std::io::{BufRead, BufReader, Read};

/// Reads a request; `None` if the connection was closed before it is complete.
pub(crate) fn read(stream: impl Read) -> Option<String> {
    read_next(&mut BufReader::new(stream))
}

/// Reads the next request of a connection.
pub(crate) fn read_next(reader: &mut impl BufRead) -> Option<String> {
    let (mut request, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        request.push_str(&line);
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    request.push_str(&String::from_utf8(body).unwrap());
    Some(request)
}

/// Returns the value of a header; `None` if it is missing, or occurs several times.
pub(crate) fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let lines = request.lines().take_while(|line| !line.is_empty());
    let mut values = lines.filter_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    });
    let value = values.next();
    value.filter(|_| values.next().is_none())
}

/// Returns the body of a request.
pub(crate) fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").unwrap().1
}
