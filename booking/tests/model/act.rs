//! What people do.
//!
//! Whom it is about is a number, taken modulo the parties that there are by then: any part of a story is a story, so that
//! proptest shortens a failing one by leaving acts out, without preconditions that would have to hold again.

use proptest::prelude::*;

/// What a guest holds out at the door.
#[derive(Debug, Clone, Copy)]
pub enum Shown {
    /// Nothing; his name is found in the list.
    Reference,
    /// The ticket in force.
    Ticket,
    /// The first ticket that he ever got.
    FirstTicket,
}

/// What somebody does; `who` picks one of the reservations made so far, `evening` is one of two.
#[derive(Debug, Clone)]
pub enum Act {
    /// So many minutes pass.
    Wait(i64),
    Ask {
        evening: usize,
        people: i32,
        key: Option<u8>,
    },
    Confirm {
        who: usize,
        first_link: bool,
    },
    Cancel {
        who: usize,
    },
    /// The schedule's sweep over requests.
    Lapse,
    Book {
        evening: usize,
        people: i32,
        at_once: bool,
        address: bool,
    },
    ConfirmAtTheDesk {
        who: usize,
    },
    CancelAtTheDesk {
        who: usize,
        tell: bool,
    },
    Edit {
        who: usize,
        people: i32,
    },
    Resend {
        who: usize,
        reset: bool,
    },
    /// The worker draws a ticket.
    Draw {
        who: usize,
    },
    /// The worker sends all mails that wait.
    Post,
    Admit {
        who: usize,
        people: Option<i32>,
        shown: Shown,
        right_door: bool,
    },
    Undo {
        who: usize,
    },
    WalkIn {
        evening: usize,
        people: i32,
    },
    Resize {
        evening: usize,
        room: i32,
        additional: i32,
        kept: i32,
    },
    Switch {
        evening: usize,
        open: bool,
    },
    CallOff {
        evening: usize,
    },
    Reinstate {
        evening: usize,
    },
}

fn evening() -> impl Strategy<Value = usize> {
    prop_oneof![3 => Just(0), 1 => Just(1)]
}

fn who() -> impl Strategy<Value = usize> {
    any::<usize>()
}

fn shown() -> impl Strategy<Value = Shown> {
    prop_oneof![1 => Just(Shown::Reference), 2 => Just(Shown::Ticket), 1 => Just(Shown::FirstTicket)]
}

fn house() -> impl Strategy<Value = (i32, i32, i32)> {
    (0..16i32, 0..4i32)
        .prop_flat_map(|(room, additional)| (Just(room), Just(additional), 0..=(room + additional).min(4)))
}

/// One act, those that make or move parties more often.
pub fn act() -> impl Strategy<Value = Act> {
    let wait = prop_oneof![6 => 1..60i64, 2 => 60..300i64, 1 => Just(24 * 60)];
    let key = prop::option::weighted(0.3, 0..3u8);
    let at_the_door = (who(), prop::option::weighted(0.7, 0..4i32), shown(), prop::bool::weighted(0.9));
    prop_oneof![
        2 => wait.prop_map(Act::Wait),
        8 => (evening(), 1..7i32, key).prop_map(|(evening, people, key)| Act::Ask { evening, people, key }),
        8 => (who(), prop::bool::weighted(0.1)).prop_map(|(who, first_link)| Act::Confirm { who, first_link }),
        2 => who().prop_map(|who| Act::Cancel { who }),
        1 => Just(Act::Lapse),
        3 => (evening(), 1..5i32, any::<bool>(), any::<bool>()).prop_map(|(evening, people, at_once, address)| Act::Book {
            evening, people, at_once, address,
        }),
        2 => who().prop_map(|who| Act::ConfirmAtTheDesk { who }),
        1 => (who(), any::<bool>()).prop_map(|(who, tell)| Act::CancelAtTheDesk { who, tell }),
        4 => (who(), 1..7i32).prop_map(|(who, people)| Act::Edit { who, people }),
        3 => (who(), any::<bool>()).prop_map(|(who, reset)| Act::Resend { who, reset }),
        3 => who().prop_map(|who| Act::Draw { who }),
        1 => Just(Act::Post),
        8 => at_the_door.prop_map(|(who, people, shown, right_door)| Act::Admit { who, people, shown, right_door }),
        2 => who().prop_map(|who| Act::Undo { who }),
        3 => (evening(), 1..4i32).prop_map(|(evening, people)| Act::WalkIn { evening, people }),
        2 => (evening(), house()).prop_map(|(evening, (room, additional, kept))| Act::Resize {
            evening, room, additional, kept,
        }),
        1 => (evening(), any::<bool>()).prop_map(|(evening, open)| Act::Switch { evening, open }),
        1 => evening().prop_map(|evening| Act::CallOff { evening }),
        2 => evening().prop_map(|evening| Act::Reinstate { evening }),
    ]
}
