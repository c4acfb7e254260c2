//! How long the certificate of an address is valid. The connection is made for that alone: nothing is sent over it and nothing of
//! it is believed but the date, so that a certificate which has ended already, or that nobody trusts, has one too.

use std::{
    io,
    net::{TcpStream, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail};
use jiff::Timestamp;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_cert_signed_by_trust_anchor,
    },
    crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use tokio::task::spawn_blocking;
use url::Url;

/// How long a step of the handshake may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A moment at which no certificate is valid any more, in Unix seconds: beyond the year 9999, which is the last that one can name.
const AFTER_ALL_S: u64 = 1 << 40;

/// The port of HTTPS.
const HTTPS: u16 = 443;

/// Until when the certificate is valid that an address shows.
pub(super) async fn read_certificate_end(address: &Url) -> anyhow::Result<Timestamp> {
    let host = address.host_str().context("the address names no host")?.trim_matches(['[', ']']).to_owned();
    let port = address.port().unwrap_or(HTTPS);
    spawn_blocking(move || read_end(&host, port)).await?
}

fn read_end(host: &str, port: u16) -> anyhow::Result<Timestamp> {
    let name = ServerName::try_from(host.to_owned()).context("the host has no name that a certificate could have")?;
    let mut connection = ClientConnection::new(Arc::new(config()?), name)?;
    let mut stream = connect(host, port)?;
    // It returns once the handshake is at its end.
    connection.complete_io(&mut stream).context("the handshake of TLS fails")?;
    let shown = connection.peer_certificates().and_then(<[_]>::first).context("no certificate is shown")?;
    end_of(shown)
}

/// Until when a certificate is valid. The verifier looks at that before it looks who has signed it, and tells of one that has ended
/// when that was; so it is asked as if all had.
fn end_of(certificate: &CertificateDer<'_>) -> anyhow::Result<Timestamp> {
    let parsed = ParsedCertificate::try_from(certificate).context("the certificate cannot be read")?;
    let (now, nobody) = (UnixTime::since_unix_epoch(Duration::from_secs(AFTER_ALL_S)), RootCertStore::empty());
    let algorithms = ring::default_provider().signature_verification_algorithms.all;
    match verify_server_cert_signed_by_trust_anchor(&parsed, &nobody, &[], now, algorithms) {
        Err(rustls::Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
            Ok(Timestamp::from_second(i64::try_from(not_after.as_secs())?)?)
        }
        Err(error) => Err(error).context("the certificate does not say until when it is valid"),
        Ok(()) => bail!("the certificate does not say until when it is valid"),
    }
}

fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut failed = io::Error::from(io::ErrorKind::NotFound);
    for place in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&place, PATIENCE) {
            Ok(stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                return Ok(stream);
            }
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

fn config() -> anyhow::Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let reader = DateReader { provider: Arc::clone(&provider) };
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(reader)).with_no_client_auth())
}

/// Lets every certificate pass whose key the server has.
#[derive(Debug)]
struct DateReader {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for DateReader {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
