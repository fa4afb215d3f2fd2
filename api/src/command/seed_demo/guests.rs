//! Who books in the demonstration season. Names are put together from lists, addresses lead nowhere.

/// Somebody who books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guest {
    pub(super) name: String,
    pub(super) email: String,
}

#[rustfmt::skip]
const GIVEN: [&str; 47] = [
    "Giulia", "Lorenzo", "Chiara", "Matteo", "Francesca", "Andrea", "Elena", "Marco", "Valentina", "Simone", "Silvia",
    "Niccolò", "Paola", "Davide", "Ilaria", "Tommaso", "Caterina", "Stefano", "Beatrice", "Leonardo", "Irene",
    "Riccardo", "Margherita", "Gabriele", "Alessia", "Filippo", "Teresa", "Emanuele", "Lucia", "Bruno", "Serena",
    "Pietro", "Camilla", "Giacomo", "Noemi", "Vittorio", "Alice", "Edoardo", "Rosa", "Samuele", "Federica", "Iacopo",
    "Benedetta", "Dario", "Ginevra", "Renzo", "Zoe",
];

#[rustfmt::skip]
const FAMILY: [&str; 53] = [
    "Bertini", "Lazzeri", "Del Corso", "Meucci", "Pardini", "Orlandi", "Baldacci", "Cosimi", "Frediani", "Giannini",
    "Landucci", "Marchetti", "Nannipieri", "Puccinelli", "Quaratesi", "Rindi", "Salvadori", "Tognetti", "Vannucchi",
    "Ziliani", "Barsotti", "Cecchini", "D’Angelo", "Fantozzi", "Galletti", "Innocenti", "Luperini", "Macchia", "Nieri",
    "Pacini", "Raffaelli", "Scaramelli", "Tellini", "Ulivieri", "Vivaldi", "Bianucci", "Cantini", "Di Puccio",
    "Fiaschi", "Gremigni", "Lenzi", "Mannocci", "Novelli", "Paoletti", "Ruschi", "Sbrana", "Taddei", "Valori",
    "Bonanni", "Carmignani", "Dini", "Ferrucci", "Guidi",
];

/// People whose families came to Pisa from elsewhere, whose names are not put together.
#[rustfmt::skip]
const WHOLE: [&str; 11] = [
    "Elena Popescu", "Li Wei Chen", "Fatima El Idrissi", "Mamadou Diop", "Oksana Kovalenko", "John Whitaker",
    "Arben Hoxha", "Mariana Souza", "Anneke de Vries", "Priya Raman", "Émile Laurent",
];

const ADDRESSES: [&str; 3] = ["posta.example.org", "example.org", "casella.example.net"];

/// Numbers of people who book together, as they come.
const PARTIES: [i32; 19] = [2, 2, 1, 4, 2, 3, 2, 1, 2, 5, 2, 2, 3, 1, 2, 4, 2, 6, 2];

/// The `nth` guest. The same person comes again after some five hundred others.
pub(super) fn guest(nth: usize) -> Guest {
    let name = if nth % 16 == 9 {
        WHOLE[nth / 16 % WHOLE.len()].to_owned()
    } else {
        format!("{} {}", GIVEN[nth % GIVEN.len()], FAMILY[nth * 5 % FAMILY.len()])
    };
    let email = format!("{}@{}", mailbox(&name), ADDRESSES[nth % ADDRESSES.len()]);
    Guest { name, email }
}

/// Parties that fill so many seats, to the last.
pub(super) fn parties(seats: i32, first: usize) -> Vec<i32> {
    let mut left = seats;
    let mut parties = Vec::new();
    for size in PARTIES.iter().cycle().skip(first % PARTIES.len()) {
        if left <= 0 {
            break;
        }
        parties.push((*size).min(left));
        left -= size;
    }
    parties
}

/// A name as the first half of an address: ASCII, words joined by dots.
fn mailbox(name: &str) -> String {
    let name = name.to_lowercase();
    let letters = name.chars().filter_map(|letter| match letter {
        ' ' => Some('.'),
        'à' => Some('a'),
        'è' | 'é' => Some('e'),
        'ì' => Some('i'),
        'ò' => Some('o'),
        'ù' => Some('u'),
        letter => letter.is_ascii_alphanumeric().then_some(letter),
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use booking::values::{EmailAddress, GuestName};

    use super::{guest, parties};

    #[test]
    fn guests_have_names_and_addresses_that_a_form_would_take() {
        for guest in (0..600).map(guest) {
            assert!(GuestName::parse(&guest.name).is_ok(), "{guest:?}");
            assert!(EmailAddress::parse(&guest.email).is_ok(), "{guest:?}");
            assert!(guest.email.is_ascii(), "{guest:?}");
        }
    }

    #[test]
    fn few_guests_are_namesakes() {
        let names: HashSet<String> = (0..480).map(|nth| guest(nth).name).collect();
        assert!(names.len() > 450, "{}", names.len());
    }

    #[test]
    fn parties_fill_the_house_to_the_last_seat() {
        for seats in 0..130 {
            for first in 0..20 {
                let parties = parties(seats, first);
                assert_eq!(parties.iter().sum::<i32>(), seats);
                assert!(parties.iter().all(|size| (1..=6).contains(size)));
            }
        }
    }
}
