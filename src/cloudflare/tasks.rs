//! What is under way: each task goes on as soon as what it waits for has ended, without another turn of the runtime's queue.

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use wasm_bindgen::JsValue;

use super::border;

type Work = Pin<Box<dyn Future<Output = JsValue>>>;

struct Task {
    number: u32,
    /// Not here while it goes on.
    work: Option<Work>,
    /// It was woken meanwhile.
    again: bool,
}

thread_local! {
    static TASKS: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
}

/// Begins a task. Gives what it did if it is done at once; else the runtime is told when it is.
pub(super) fn begin(number: u32, work: Work) -> Option<JsValue> {
    TASKS.with_borrow_mut(|all| {
        all.push(Task {
            number,
            work: None,
            again: false,
        });
    });
    go_on(number, work)
}

/// Begins what the runtime waits for after the answer.
pub(super) fn later(context: &JsValue, work: impl Future<Output = ()> + 'static) {
    let number = border::later(context);
    let work = Box::pin(async {
        work.await;
        JsValue::UNDEFINED
    });
    if let Some(value) = begin(number, work) {
        border::done(number, value);
    }
}

fn go_on(number: u32, mut work: Work) -> Option<JsValue> {
    let waker = Waker::from(Arc::new(Sleeper(number)));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(value) = work.as_mut().poll(&mut context) {
            TASKS.with_borrow_mut(|all| all.retain(|task| task.number != number));
            return Some(value);
        }
        let again = TASKS.with_borrow_mut(|all| {
            let task = all.iter_mut().find(|task| task.number == number)?;
            if std::mem::take(&mut task.again) {
                return Some(work);
            }
            task.work = Some(work);
            None
        });
        work = again?;
    }
}

struct Sleeper(u32);

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        let number = self.0;
        let work = TASKS.with_borrow_mut(|all| {
            let task = all.iter_mut().find(|task| task.number == number)?;
            task.again = task.work.is_none();
            task.work.take()
        });
        if let Some(value) = work.and_then(|work| go_on(number, work)) {
            border::done(number, value);
        }
    }
}
