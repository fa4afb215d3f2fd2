//! The certificate of the site: there, for its names, and for some time yet.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};

use super::report::{Check, Outcome, Report};
use super::settings::{CheckSettings, given};

/// Clients of ACME renew a month before the end; so late none has.
const SOON: TimeDelta = TimeDelta::days(14);

const THERE: Check = Check::new(
    "azl.E090",
    "the site has a certificate",
    "put fullchain.pem and privkey.pem into TLS_DIRECTORY: docs/deployment.md. TLS=off where a proxy in front has it",
);
const NAMES: Check = Check::new(
    "azl.E091",
    "the certificate is for all names of the site",
    "ask for one with the host of PUBLIC_URL and all OTHER_NAMES",
);
const VALID: Check =
    Check::new("azl.E092", "the certificate is valid today", "renew it: certbot renew --force-renewal");
const LASTING: Check = Check::new(
    "azl.W090",
    "the certificate is valid for two weeks yet",
    "see why it was not renewed: certbot renew --dry-run",
);

pub(super) fn check(settings: &CheckSettings, now: DateTime<Utc>, report: &mut Report) {
    let plain = settings.site().is_some_and(|site| site.scheme() == "http");
    if plain || given(settings.tls.as_ref()) == Some("off") {
        return;
    }
    let file = settings.tls_directory.join("fullchain.pem");
    let certificate = match std::fs::read(&file) {
        Ok(pem) => CertificateDer::from_pem_slice(&pem).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let certificate = match certificate {
        Ok(certificate) => certificate,
        Err(why) => {
            report.note(THERE, Outcome::Bad(format!("{}: {why}", file.display())));
            return;
        }
    };
    report.note(THERE, Outcome::Fine);
    report.note(NAMES, names(settings, &certificate));
    match validity(&certificate) {
        None => report.note(VALID, Outcome::Untold("its dates cannot be read".to_owned())),
        Some((from, until)) => {
            let day = |at: DateTime<Utc>| at.format("%F");
            report.note(
                VALID,
                Outcome::unless(now < from || now > until, || format!("valid from {} to {}", day(from), day(until))),
            );
            report.note(LASTING, Outcome::unless(until - now < SOON, || format!("until {}", day(until))));
        }
    }
}

fn names(settings: &CheckSettings, certificate: &CertificateDer<'_>) -> Outcome {
    let Ok(certificate) = webpki::EndEntityCert::try_from(certificate) else {
        return Outcome::Bad("it cannot be read".to_owned());
    };
    let site = settings.site();
    let others = given(settings.other_names.as_ref()).unwrap_or_default();
    let names = site.as_ref().and_then(|site| site.host_str()).into_iter().chain(others.split_whitespace());
    let lacking: Vec<&str> = names
        .filter(|name| {
            let asked = ServerName::try_from(*name);
            !asked.is_ok_and(|asked| certificate.verify_is_valid_for_subject_name(&asked).is_ok())
        })
        .collect();
    Outcome::unless(!lacking.is_empty(), || format!("not for {}", lacking.join(", ")))
}

/// From when to when (RFC 5280, section 4.1: certificate, its first part, then version, serial number, algorithm, issuer,
/// validity).
fn validity(certificate: &[u8]) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    /// Tag of an explicit version.
    const VERSION: u8 = 0xa0;
    let (_, certificate, _) = element(certificate)?;
    let (_, mut fields, _) = element(certificate)?;
    if fields.first() == Some(&VERSION) {
        (_, _, fields) = element(fields)?;
    }
    for _ in ["serial number", "algorithm", "issuer"] {
        (_, _, fields) = element(fields)?;
    }
    let (_, validity, _) = element(fields)?;
    let (tag, from, rest) = element(validity)?;
    let from = time(tag, from)?;
    let (tag, until, _) = element(rest)?;
    Some((from, time(tag, until)?))
}

/// The first element of some DER (X.690): its tag, its content, and what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        let length =
            digits.iter().try_fold(0_usize, |sum, digit| sum.checked_mul(256)?.checked_add(usize::from(*digit)))?;
        (length, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// `UTCTime` with two digits of the year, or `GeneralizedTime` with four.
fn time(tag: u8, text: &[u8]) -> Option<DateTime<Utc>> {
    const UTC_TIME: u8 = 0x17;
    let text = std::str::from_utf8(text).ok()?;
    let text = if tag == UTC_TIME {
        let century = if text.get(..2)?.parse::<u32>().ok()? < 50 { "20" } else { "19" };
        format!("{century}{text}")
    } else {
        text.to_owned()
    };
    NaiveDateTime::parse_from_str(&text, "%Y%m%d%H%M%SZ").ok().map(|at| at.and_utc())
}
