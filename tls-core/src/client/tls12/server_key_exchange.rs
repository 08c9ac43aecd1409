//! WAIT_SKE: the server's signed public value (RFC 8422 §5.4).

use super::{Tls12, WaitCertificateRequestOrDone, agree, ignore_hello_request};
use crate::auth;
use crate::client::ClientState;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::server_key_exchange::ServerKeyExchange;
use crate::registry::{EcCurveType, ProtocolVersion};
use crate::switches::{Check, enforced};
use alloc::boxed::Box;
use alloc::format;

/// The server's public value comes next.
#[derive(Debug)]
pub(crate) struct WaitServerKeyExchange(pub(super) Box<Tls12>);

impl WaitServerKeyExchange {
    ignore_hello_request!();

    pub(in crate::client) fn on_server_key_exchange(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self(mut tls) = self;
        // "The value named_curve indicates that a named curve is used. This option is now the only remaining format."
        // (RFC 8422 §5.4). Checked first, as the structure goes on in another way for other values.
        if let Some(curve_type) = message.body().first().map(|byte| EcCurveType(*byte))
            && curve_type != EcCurveType::named_curve
            && enforced(Check::CurveType)
        {
            return Err(Failure::new(Cause::CurveType).field("params.curve_type").got(format!("{curve_type:?}")));
        }
        let exchange: ServerKeyExchange<'_> = message.decode()?;
        let group = exchange.params.namedcurve;
        let common = &tls.handshake.config.common;
        // "A server that receives a ClientHello containing one or both of these extensions MUST use the client's enumerated
        // capabilities to guide its selection of an appropriate cipher suite." (RFC 8422 §5.1): a curve that was not
        // listed is none of them.
        let offered = common.groups.contains(&group) && group.usable_in_tls12();
        let implementation =
            common.provider.group(group).filter(|_| offered || !enforced(Check::GroupOffered12)).ok_or_else(|| {
                Failure::new(Cause::UnofferedGroup).field("params.namedcurve").got(format!("{group}"))
            })?;
        let content = exchange.params.signed_content(&tls.handshake.random, &tls.server_random);
        auth::verify_signature(
            Check::ServerKeyExchangeSignature,
            common,
            ProtocolVersion::TLSv1_2,
            &tls.chain,
            (exchange.algorithm, exchange.signature.0),
            &content,
        )?;
        effects.learn(env, Fact::Group(group));
        effects.learn(env, Fact::SignatureScheme(exchange.algorithm));
        env.checked("the server holds its certificate's key: ServerKeyExchange", "RFC 5246 §7.4.3");
        let contribution = agree(implementation.start(env.random)?, exchange.params.point.0)?;
        tls.transcript.add(message.bytes());
        Ok(WaitCertificateRequestOrDone { tls, contribution: Some(contribution) }.into())
    }
}
