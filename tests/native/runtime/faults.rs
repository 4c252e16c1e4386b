//! Each storage call of a step fails in turn.

use edgegrant::endpoint::Isolate;
use edgegrant::endpoint::http::reply::Reply;

use super::World;
use super::visitor::{Visitor, answer};

/// More storage calls than any step has.
const MOST: u32 = 12;

/// Runs `step` with each of its storage calls failing in turn, in both ways, and once with none; in
/// an isolate that remembers what `before` made it load, and in a new one.
/// `step` gets a fresh visitor that `before` prepared, and whether a fault was met is told to `check`.
pub fn sweep<S, T>(
    before: impl Fn(&mut Visitor) -> S,
    step: impl Fn(&mut Visitor, &S) -> T,
    check: impl Fn(&mut Visitor, &S, T, Met),
) {
    for (cold, lost_answer) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut faults = 0;
        for k in 0..MOST {
            let world = World::new();
            let mut visitor = Visitor::new(&world);
            let prepared = before(&mut visitor);
            if cold {
                visitor.isolate = Isolate::default();
            }
            world.fail_at(Some(k), lost_answer);
            let outcome = step(&mut visitor, &prepared);
            let met = Met {
                fault: world.failed(),
                lost_answer,
            };
            world.fail_at(None, false);
            faults += u32::from(met.fault);
            check(&mut visitor, &prepared, outcome, met);
            if !met.fault {
                break;
            }
        }
        assert!(faults > 0, "the step asks storage at least once");
        assert!(faults < MOST, "the sweep reached the step's end");
    }
}

/// What the step met.
#[derive(Clone, Copy)]
pub struct Met {
    /// Whether a storage call failed.
    pub fault: bool,
    /// Whether it took effect all the same.
    pub lost_answer: bool,
}

/// The code that a reply gives, if it gives one. Without a fault there is one; with a fault there is none, unless KV
/// refused it, so that the code carries its own record and the owner hears of the fault.
pub fn told(reply: &Reply, met: Met) -> Option<String> {
    let code = answer(reply, "code");
    match &code {
        None => assert!(met.fault, "a code or a fault"),
        Some(code) => {
            assert_eq!(code.starts_with("carried."), met.fault, "{code}");
            assert_eq!(reply.trouble, met.fault);
        }
    }
    code
}
