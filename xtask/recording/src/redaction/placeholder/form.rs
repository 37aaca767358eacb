//! Texts that mean something by their form: addresses, identifiers, days and times. Their placeholders have the same
//! form, and are reserved: the networks, the domains and the days are those that standards and documentation use.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A form that a text has.
#[derive(Debug)]
pub(super) enum Form<'t> {
    Ipv4,
    Ipv6,
    /// An IPv4 address with a port or the length of a prefix.
    Address {
        address: &'t str,
        mark: char,
        rest: &'t str,
    },
    Uuid {
        upper: bool,
    },
    Date,
    /// The text of one, to be written in the same way.
    DateTime(&'t str),
    Email,
    Url {
        scheme: &'t str,
    },
    Host,
}

/// The schemes of URLs that identify no one.
const SCHEMES: [&str; 10] = ["https", "http", "wss", "ws", "ftp", "sftp", "ssh", "tcp", "udp", "oci"];

/// Without one of these, a text with points in it is more likely a version, or the name of a file.
const TOP_DOMAINS: [&str; 16] = [
    "biz", "cloud", "cn", "com", "de", "dev", "edu", "eu", "example", "gov", "info", "internal", "io", "local", "net",
    "org",
];

impl<'t> Form<'t> {
    /// The form of a text, if it is one that is known here.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        if text.parse::<Ipv4Addr>().is_ok() {
            return Some(Self::Ipv4);
        }
        if text.parse::<Ipv6Addr>().is_ok() {
            return Some(Self::Ipv6);
        }
        if let Some((address, rest)) = text.split_once([':', '/'])
            && address.parse::<Ipv4Addr>().is_ok()
            && rest.parse::<u16>().is_ok_and(|number| number.to_string() == rest)
        {
            let mark = if text.contains('/') { '/' } else { ':' };
            return Some(Self::Address { address, mark, rest });
        }
        if is_like(text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh") {
            let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
            return Some(Self::Uuid { upper });
        }
        if is_like(text, "dddd-dd-dd") {
            return Some(Self::Date);
        }
        if is_date_time(text) {
            return Some(Self::DateTime(text));
        }
        if let Some((scheme, rest)) = text.split_once("://") {
            let known = SCHEMES.contains(&scheme) && !rest.is_empty() && !rest.contains(char::is_whitespace);
            return known.then_some(Self::Url { scheme });
        }
        match text.split_once('@') {
            Some((user, host)) => {
                let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
                (plain(user) && plain(host) && host.contains('.')).then_some(Self::Email)
            }
            None => is_host(text).then_some(Self::Host),
        }
    }

    /// What placeholders of this form are counted under.
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Ipv4 | Self::Address { .. } => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Uuid { .. } => "uuid",
            Self::Date => "date",
            Self::DateTime(_) => "date-time",
            Self::Email => "email",
            Self::Url { .. } => "url",
            Self::Host => "host",
        }
    }

    /// The `n`-th placeholder of this form.
    pub(super) fn nth(&self, n: u64) -> Option<String> {
        let number = n + 1;
        Some(match self {
            Self::Ipv4 | Self::Address { .. } => ipv4(n)?.to_string(),
            Self::Ipv6 => format!("2001:db8::{number:x}"),
            Self::Uuid { upper } => {
                let uuid = format!("00000000-0000-4000-8000-{number:012x}");
                if *upper { uuid.to_uppercase() } else { uuid }
            }
            Self::Date => date(n),
            Self::DateTime(like) => date_time(n, like),
            Self::Email => format!("user-{number}@example.com"),
            Self::Url { scheme } => format!("{scheme}://example.com/{number}"),
            Self::Host => format!("host-{number}.example.com"),
        })
    }
}

/// An address of the networks for documentation (RFC 5737); when they are used up, of the one for benchmarks (RFC
/// 2544).
fn ipv4(n: u64) -> Option<Ipv4Addr> {
    const DOCUMENTATION: [[u8; 3]; 3] = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];
    const HOSTS: u64 = 254;
    let network = usize::try_from(n / HOSTS).ok()?;
    if let Some([a, b, c]) = DOCUMENTATION.get(network) {
        return Some(Ipv4Addr::new(*a, *b, *c, u8::try_from(n % HOSTS + 1).ok()?));
    }
    let more = u32::try_from(n - HOSTS * 3).ok().filter(|more| *more < 1 << 17)?;
    Some(Ipv4Addr::from(u32::from(Ipv4Addr::new(198, 18, 0, 0)) + more))
}

/// The `n`-th day from the first of January 2000 on.
fn date(n: u64) -> String {
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    // The calendar comes round after 400 years of 146097 days.
    let (mut year, mut day) = (2000 + n / 146_097 * 400, n % 146_097);
    while day >= 365 + u64::from(leap(year)) {
        day -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", day + 1)
}

/// The `n`-th second from the first of January 2000 on, with as many digits after the second as another text has, and a
/// zone if that has one.
fn date_time(n: u64, like: &str) -> String {
    let (day, second) = (date(n / 86_400), n % 86_400);
    let between = like.chars().nth(10).unwrap_or('T');
    let rest = like.get(19..).unwrap_or_default();
    let digits = rest
        .strip_prefix('.')
        .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let fraction = if digits > 0 {
        format!(".{}", "0".repeat(digits))
    } else {
        String::new()
    };
    let zone = match rest.chars().last() {
        Some(zone @ ('Z' | 'z')) => zone.to_string(),
        _ if rest.contains(['+', '-']) => "+00:00".to_owned(),
        _ => String::new(),
    };
    format!(
        "{day}{between}{:02}:{:02}:{:02}{fraction}{zone}",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// A day and a time of day, with or without a fraction and a zone.
fn is_date_time(text: &str) -> bool {
    let Some((start, rest)) = text.split_at_checked(19) else {
        return false;
    };
    if !["dddd-dd-ddTdd:dd:dd", "dddd-dd-ddtdd:dd:dd", "dddd-dd-dd dd:dd:dd"]
        .iter()
        .any(|like| is_like(start, like))
    {
        return false;
    }
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|digit: char| digit.is_ascii_digit()),
        None => rest,
    };
    matches!(zone, "" | "Z" | "z")
        || ["+dd:dd", "-dd:dd", "+dddd", "-dddd"]
            .iter()
            .any(|like| is_like(zone, like))
}

/// Whether a text is like another one, in which `d` is a digit and `h` a hexadecimal one.
fn is_like(text: &str, like: &str) -> bool {
    text.len() == like.len()
        && text.bytes().zip(like.bytes()).all(|(byte, like)| match like {
            b'd' => byte.is_ascii_digit(),
            b'h' => byte.is_ascii_hexdigit(),
            other => byte == other,
        })
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.len() < 64 && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.rsplit_once('.').is_some_and(|(before, last)| {
        TOP_DOMAINS.contains(&last.to_ascii_lowercase().as_str()) && before.split('.').all(label)
    })
}
