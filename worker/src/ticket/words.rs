//! What is printed on a ticket beside the facts, in each language.

use entity::value::Locale;

/// The words of one language.
pub struct Words {
    pub ticket: &'static str,
    pub doors: &'static str,
    pub place: &'static str,
    pub party: &'static str,
    pub reference: &'static str,
    pub code: &'static str,
    pub show_it: &'static str,
    pub before: &'static str,
    pub punctual: &'static str,
    pub access: &'static str,
    pub cancel: &'static str,
    pub keep: &'static str,
}

const ITALIAN: Words = Words {
    ticket: "Biglietto",
    doors: "Porte",
    place: "Dove",
    party: "Per",
    reference: "Codice",
    code: "Codice QR del biglietto, da mostrare all'ingresso",
    show_it: "Mostra questo codice all'ingresso, sulla carta o sul telefono.",
    before: "Prima di venire",
    punctual: "Arriva qualche minuto prima dell'inizio: il codice vale per tutto il gruppo, anche se arrivate separati.",
    access: "Accessibilità",
    cancel: "Non puoi venire? Disdici dal link nella mail del biglietto: i posti tornano subito liberi per altri.",
    keep: "Chi ha questo codice può entrare al posto tuo: non pubblicarlo.",
};

const ENGLISH: Words = Words {
    ticket: "Ticket",
    doors: "Doors",
    place: "Where",
    party: "For",
    reference: "Reference",
    code: "QR code of the ticket, to show at the door",
    show_it: "Show this code at the door, on paper or on your phone.",
    before: "Before you come",
    punctual: "Please arrive a few minutes early: the code is for the whole party, even if you come separately.",
    access: "Accessibility",
    cancel: "Can't come? Cancel with the link in the ticket's email, and the seats are free for others at once.",
    keep: "Whoever has this code can enter in your place: keep it to yourself.",
};

impl Words {
    /// Those of a language.
    pub const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::Italian => &ITALIAN,
            Locale::English => &ENGLISH,
        }
    }
}
