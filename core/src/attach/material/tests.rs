//! Certificates made for these tests with OpenSSL; nothing else uses their keys.

use super::{Leaf, MaterialProblem, read_bundle, read_pair};

fn pair(chain: &str, key: &str) -> Result<Leaf, MaterialProblem> {
    read_pair(chain.as_bytes(), key.as_bytes())
}

#[test]
fn a_certificate_is_read_with_its_key_in_every_form() {
    for key in [RSA_KEY, RSA_PKCS1_KEY] {
        assert_eq!(pair(RSA_CRT, key).unwrap().dns_names, ["a.test", "*.w.test"]);
    }
    for key in [EC_KEY, EC_SEC1_KEY] {
        let leaf = pair(EC_CRT, key).unwrap();
        assert_eq!(leaf.dns_names, ["b.test"]);
        assert_eq!((leaf.not_before, leaf.not_after), (1_795_421_389, 2_110_781_389));
    }
    assert_eq!(pair(ED_CRT, ED_KEY).unwrap().dns_names, ["c.test"]);
}

#[test]
fn a_key_of_another_certificate_is_refused() {
    let other = pair(RSA_CRT, EC_KEY);
    assert_eq!(other, Err(MaterialProblem::OtherKey));
    assert_eq!(pair(EC_CRT, RSA_KEY), Err(MaterialProblem::OtherKey));
}

#[test]
fn what_is_no_pem_or_broken_is_told_apart() {
    assert_eq!(pair("Hello world", EC_KEY), Err(MaterialProblem::NoCertificate));
    assert_eq!(pair(EC_CRT, "Hello world"), Err(MaterialProblem::NoKey));
    assert_eq!(pair(&EC_CRT.replace("MII", "MIJ"), EC_KEY), Err(MaterialProblem::BadCertificate));
    assert_eq!(pair(EC_CRT, &EC_KEY.replace("MIG", "MIH")), Err(MaterialProblem::BadKey));
    let encrypted = EC_KEY.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    assert_eq!(pair(EC_CRT, &encrypted), Err(MaterialProblem::BadKey));
}

#[test]
fn text_around_blocks_does_not_count_and_every_ca_is_read() {
    let chatty = format!("subject: x\n{EC_CRT}\nissuer: y\n{RSA_CRT}");
    assert_eq!(pair(&chatty, EC_KEY).unwrap().dns_names, ["b.test"]);
    assert_eq!(read_bundle(chatty.as_bytes()), Ok(()));
    let half = format!("{EC_CRT}{}", RSA_CRT.replace("MII", "MIJ"));
    assert_eq!(read_bundle(half.as_bytes()), Err(MaterialProblem::BadCertificate));
    assert_eq!(read_bundle(b"nothing"), Err(MaterialProblem::NoCertificate));
}

#[test]
fn a_wildcard_name_covers_one_label() {
    let leaf = pair(RSA_CRT, RSA_KEY).unwrap();
    assert!(leaf.covers("a.test") && leaf.covers("x.w.test") && leaf.covers("A.TEST"));
    assert!(!leaf.covers("w.test") && !leaf.covers("y.x.w.test") && !leaf.covers("b.test"));
}

const RSA_CRT: &str = "\
-----BEGIN CERTIFICATE-----
MIICETCCAXqgAwIBAgIUTbDdmOKc10OHXP1UtK5LyFjbccEwDQYJKoZIhvcNAQEL
BQAwDDEKMAgGA1UEAwwBeDAeFw0yNjExMjMwODA5MTFaFw0zNjExMjAwODA5MTFa
MAwxCjAIBgNVBAMMAXgwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGBANeC7Wux
TbKgRfsr1B7WP+iHN1e6a1v5nQdPfEpqsBBXMrZHLAwqjIAm7EkLvJ39jf5oJ5B6
BD+qw+KHGeBbYB86Q+pYZ/o/83K3QS0u4G4g+MUxZPF07LIOC3/3n3BAwxFqYWrb
0O16L9FNy+tdrwtTU7P/rIbkV4YJU6cvATHNAgMBAAGjcDBuMB0GA1UdDgQWBBT6
gqe8Ztn7FH9WkNMMpig8kR39yDAfBgNVHSMEGDAWgBT6gqe8Ztn7FH9WkNMMpig8
kR39yDAPBgNVHRMBAf8EBTADAQH/MBsGA1UdEQQUMBKCBmEudGVzdIIIKi53LnRl
c3QwDQYJKoZIhvcNAQELBQADgYEALrS7zPq1E4GCJa7/Xxo2i4/Fj5uhR5n0/mlI
qkSdKWAC9NOtm2X+Ne2JyPJi2gY6yB1p0VE/wdlBosvL26a0a0KZxBtGPUyuqAhM
QnhQN6jVvPGWZ9cDR+4pPayCZHjZAWM/5bRI6kT4VJg4MQYw8X/OYtUfRepljR9h
5yPrCDE=
-----END CERTIFICATE-----
";

const RSA_KEY: &str = "\
-----BEGIN PRIVATE KEY-----
MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBANeC7WuxTbKgRfsr
1B7WP+iHN1e6a1v5nQdPfEpqsBBXMrZHLAwqjIAm7EkLvJ39jf5oJ5B6BD+qw+KH
GeBbYB86Q+pYZ/o/83K3QS0u4G4g+MUxZPF07LIOC3/3n3BAwxFqYWrb0O16L9FN
y+tdrwtTU7P/rIbkV4YJU6cvATHNAgMBAAECgYAJ6G4L5nHhBXdSLdiptkXn5deI
g/yNlPNAM8pODYucpLWjJbCDuq0M8z0nuo9oYBDYIme3P7TUTICG+Jka9Hh9wWY9
TO9H+3ZEfm5m+hTQF5D44P9cUNvRna15ntkXIePYw1rZKqf8Ul4PbRZaMgFao9vH
PGrRtXwzOzIgqR6pgQJBAPq7mePJzSVbhK9wP74EVz4LErjkZ1NQuA1Z9X1sW/qg
uM7j+8jjNMp+7IzOC1g0K9TNMJlh3GyVsSxsEyXzia0CQQDcCelgxYWozc0ssyev
lPV2gexrZan5fonOeKyFWsJ0RaLZjCxrHAeBAz4KKl9wUcevmYmV3hHYM0i4w5Cz
YYyhAkBNqQvKVTgYaRdY67Cin1+SVQWwhPZIBQltAT8bYRPANkXntw/GsjEow1Vr
a2pyIH6vA/sYlwoaC+d7teHccGllAkAFXYCBSY+uxAXityOalmk90IExRTNV0A4Q
KMUcI1BmgWQtJcvXeMF+FdQnb00Qcg4KbBX8v4Nz4Bw/1RTsKs7BAkEAg7lpGaTA
rBUaqcgaBWdLqJncanZIyMQTdvgW7YX1M0bDOoH2r2+hj9G03fs5sMQtyDLADrhV
0rx2icPdchvcZQ==
-----END PRIVATE KEY-----
";

const RSA_PKCS1_KEY: &str = "\
-----BEGIN RSA PRIVATE KEY-----
MIICXAIBAAKBgQDXgu1rsU2yoEX7K9Qe1j/ohzdXumtb+Z0HT3xKarAQVzK2RywM
KoyAJuxJC7yd/Y3+aCeQegQ/qsPihxngW2AfOkPqWGf6P/Nyt0EtLuBuIPjFMWTx
dOyyDgt/959wQMMRamFq29Dtei/RTcvrXa8LU1Oz/6yG5FeGCVOnLwExzQIDAQAB
AoGACehuC+Zx4QV3Ui3YqbZF5+XXiIP8jZTzQDPKTg2LnKS1oyWwg7qtDPM9J7qP
aGAQ2CJntz+01EyAhviZGvR4fcFmPUzvR/t2RH5uZvoU0BeQ+OD/XFDb0Z2teZ7Z
FyHj2MNa2Sqn/FJeD20WWjIBWqPbxzxq0bV8MzsyIKkeqYECQQD6u5njyc0lW4Sv
cD++BFc+CxK45GdTULgNWfV9bFv6oLjO4/vI4zTKfuyMzgtYNCvUzTCZYdxslbEs
bBMl84mtAkEA3AnpYMWFqM3NLLMnr5T1doHsa2Wp+X6JznishVrCdEWi2YwsaxwH
gQM+CipfcFHHr5mJld4R2DNIuMOQs2GMoQJATakLylU4GGkXWOuwop9fklUFsIT2
SAUJbQE/G2ETwDZF57cPxrIxKMNVa2tqciB+rwP7GJcKGgvne7Xh3HBpZQJABV2A
gUmPrsQF4rcjmpZpPdCBMUUzVdAOECjFHCNQZoFkLSXL13jBfhXUJ29NEHIOCmwV
/L+Dc+AcP9UU7CrOwQJBAIO5aRmkwKwVGqnIGgVnS6iZ3Gp2SMjEE3b4Fu2F9TNG
wzqB9q9voY/RtN37ObDELcgywA64VdK8donD3XIb3GU=
-----END RSA PRIVATE KEY-----
";

const EC_CRT: &str = "\
-----BEGIN CERTIFICATE-----
MIIBhzCCASygAwIBAgIUL3hiNxTIdmiwgeb/Bst9V0sady0wCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBeTAeFw0yNjExMjMwODA5NDlaFw0zNjExMjAwODA5NDlaMAwx
CjAIBgNVBAMMAXkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATppbZZnwZen2M8
jUyrkrGVzGhfGNu5WJPJt8mk30NF0bNREZJ1xLgVCTk3q5eiKah3/F7WDMJan76n
A3FF0/Szo2wwajAdBgNVHQ4EFgQUm8NjLc2qu6hxsIt5AWhp0wFI/tkwHwYDVR0j
BBgwFoAUm8NjLc2qu6hxsIt5AWhp0wFI/tkwDwYDVR0TAQH/BAUwAwEB/zAXBgNV
HREEEDAOggZiLnRlc3SHBAoAAAEwCgYIKoZIzj0EAwIDSQAwRgIhAIAc+LUmLGZu
DH77TBm8EVVTlLT9mA5k0yhrdKy/11jTAiEA6rDX5YxIUi2IW6HegeUD+huxY4Cs
uhaBuaL0uRvlez0=
-----END CERTIFICATE-----
";

const EC_KEY: &str = "\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxOiPTg3poHziBqNI
pSlgVr2kf8mStRyjU/aoOknt6jehRANCAATppbZZnwZen2M8jUyrkrGVzGhfGNu5
WJPJt8mk30NF0bNREZJ1xLgVCTk3q5eiKah3/F7WDMJan76nA3FF0/Sz
-----END PRIVATE KEY-----
";

const EC_SEC1_KEY: &str = "\
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIMToj04N6aB84gajSKUpYFa9pH/JkrUco1P2qDpJ7eo3oAoGCCqGSM49
AwEHoUQDQgAE6aW2WZ8GXp9jPI1Mq5KxlcxoXxjbuViTybfJpN9DRdGzURGSdcS4
FQk5N6uXoimod/xe1gzCWp++pwNxRdP0sw==
-----END EC PRIVATE KEY-----
";

const ED_CRT: &str = "\
-----BEGIN CERTIFICATE-----
MIIBPzCB8qADAgECAhRSTXaHKGOHjDBd11DWLhP7VdswnTAFBgMrZXAwDDEKMAgG
A1UEAwwBejAeFw0yNjExMjMwODA5MTJaFw0zNjExMjAwODA5MTJaMAwxCjAIBgNV
BAMMAXowKjAFBgMrZXADIQC4Pe1bc8f5wVjWgJjGTEsfKK4wgnH87Xb2NHZpiBjH
qqNmMGQwHQYDVR0OBBYEFI4XrD8xKWZjsZO1cxKbwAu929feMB8GA1UdIwQYMBaA
FI4XrD8xKWZjsZO1cxKbwAu929feMA8GA1UdEwEB/wQFMAMBAf8wEQYDVR0RBAow
CIIGYy50ZXN0MAUGAytlcANBAGfGHe9vYNpdCRDSG2zB0vwJ0hgg7u07pa6nZCW8
g7EsoZFI5H1EFzHsoA4dWv+fItBDX6JQPQ7UZEfBJUFL0gQ=
-----END CERTIFICATE-----
";

const ED_KEY: &str = "\
-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIDCY6HvrWXP9cCXDOkJfIeA8HdtXK+NLF9AIekm0KC5X
-----END PRIVATE KEY-----
";
