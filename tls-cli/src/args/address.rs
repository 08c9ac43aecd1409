//! `HOST:PORT`.

use core::fmt;
use core::net::Ipv6Addr;
use core::str::FromStr;

/// Where to connect to, or where to listen. The host may be a name; an IPv6 address stands in brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// A DNS name or an IP address, without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl FromStr for Address {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        if typed.parse::<Ipv6Addr>().is_ok() {
            return Err(format!("put an IPv6 address in brackets and add the port: [{typed}]:443"));
        }
        let (host, port) =
            typed.rsplit_once(':').ok_or_else(|| format!("the port is missing: write {typed}:443, for example"))?;
        let port = port.parse().map_err(|_| format!("`{port}` is no port: it is a number from 0 to 65535"))?;
        let host = match host.strip_prefix('[') {
            Some(rest) => {
                let inside = rest.strip_suffix(']').filter(|inside| inside.parse::<Ipv6Addr>().is_ok());
                inside
                    .ok_or_else(|| format!("`{host}` is no IPv6 address in brackets: write [::1]:443, for example"))?
            }
            None if host.is_empty() => return Err("the host is missing: write localhost:443, for example".to_owned()),
            None if host.contains(':') => {
                return Err(format!("`{host}` is no host: an IPv6 address stands in brackets, [::1]:443"));
            }
            None => host,
        };
        Ok(Self { host: host.to_owned(), port })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(typed: &str) -> Result<(String, u16), String> {
        typed.parse::<Address>().map(|address| (address.host, address.port))
    }

    #[test]
    fn names_and_addresses() {
        assert_eq!(parsed("example.com:443"), Ok(("example.com".to_owned(), 443)));
        assert_eq!(parsed("127.0.0.1:0"), Ok(("127.0.0.1".to_owned(), 0)));
        assert_eq!(parsed("[::1]:8443"), Ok(("::1".to_owned(), 8443)));
    }

    #[test]
    fn prints_as_typed() {
        for typed in ["example.com:443", "127.0.0.1:1", "[2001:db8::1]:65535"] {
            assert_eq!(typed.parse::<Address>().unwrap().to_string(), typed);
        }
    }

    #[test]
    fn errors_say_what_to_write() {
        for (typed, part) in [
            ("example.com", "example.com:443"),
            ("::1", "[::1]:443"),
            ("::1:443:x:y", "is no port"),
            ("a:b:443", "in brackets"),
            ("[localhost]:443", "no IPv6 address"),
            ("[::1:443", "no IPv6 address"),
            (":443", "host is missing"),
            ("example.com:https", "is no port"),
            ("example.com:65536", "is no port"),
        ] {
            let error = parsed(typed).unwrap_err();
            assert!(error.contains(part), "{typed}: {error}");
        }
    }
}
