//! Questions: who answers them, and what becomes of the answer.

use super::answer;
use super::core::Core;
use super::peer::PeerChain;
use super::question::{Answer, Question};
use super::side::{Input, Side};
use crate::error::{ApiMisuse, Failure};
use crate::pki_types::UnixTime;
use crate::switches::{Check, enforced};
use alloc::boxed::Box;

impl<S: Side> Core<S> {
    /// Feeds one input to the state machine and carries its effects out; questions that memory can answer are answered
    /// at once.
    pub(super) fn run(&mut self, input: Input<'_>, now: UnixTime) -> Result<(), Failure> {
        self.run_once(input)?;
        self.settle(now)
    }

    /// Answers what is not for the caller to answer.
    fn settle(&mut self, now: UnixTime) -> Result<(), Failure> {
        while let Some(question) = self.question.take() {
            if self.side.common().asks.contains(&question.kind()) {
                self.question = Some(question);
                return Ok(());
            }
            let (answer, peer) = answer::answer(&self.side, &question, now);
            if peer.is_some() {
                self.peer = peer;
            }
            self.take_answer(&question, answer, false)?;
        }
        // Only now: messages of one flight under the same keys share records, also across a question.
        self.send.flush(&mut self.seams)
    }

    /// Takes the caller's answer to the open question.
    pub(crate) fn answer(&mut self, answer: Answer, now: UnixTime) -> Result<(), ApiMisuse> {
        let Some(question) = self.question.take_if(|question| question.kind() == answer.kind()) else {
            return Err(if self.question.is_some() { ApiMisuse::WrongAnswer } else { ApiMisuse::NoSuchQuestion });
        };
        if let (Question::VerifyPeer(question), Answer::Verified(verdict)) = (&question, &answer) {
            self.peer = Some(Box::new(PeerChain::by_caller(question, now, verdict)));
        }
        if let Err(failure) = self.take_answer(&question, answer, true).and_then(|()| self.settle(now)) {
            self.fail(failure);
        }
        Ok(())
    }

    fn take_answer(&mut self, question: &Question, answer: Answer, from_caller: bool) -> Result<(), Failure> {
        if let (Question::Sign(sign), Answer::Signature(Ok(signature))) = (question, &answer)
            && enforced(Check::OwnSignature)
            && (from_caller || !sign.credential.key().checks_its_signatures())
        {
            sign.check(signature, self.side.common())?;
        }
        self.side.configure(&answer);
        self.send.configure(self.side.common().records);
        self.run_once(Input::Answer(answer))
    }
}
