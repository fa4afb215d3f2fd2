//! The venues of the demonstration season. The houses are made up; the towns are not.

/// A place of the demonstration season.
#[derive(Debug)]
pub(super) struct Venue {
    /// Name in addresses.
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) address: &'static str,
    pub(super) city: &'static str,
    /// How to get there.
    pub(super) notes: &'static str,
    pub(super) accessibility: &'static str,
    pub(super) map_url: &'static str,
    /// Seats of the room.
    pub(super) seats: i32,
}

/// Places of the venues in [`VENUES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum House {
    Navicelli,
    SanMartino,
    Frantoio,
}

/// The venues, in the order of [`House`].
pub(super) const VENUES: [Venue; 3] = [
    Venue {
        slug: "teatro-dei-navicelli",
        name: "Teatro dei Navicelli",
        address: "Via della Darsena 12",
        city: "Pisa",
        notes: "Venti minuti a piedi dalla stazione di Pisa Centrale, verso Porta a Mare. Parcheggio gratuito sul \
            piazzale lungo il canale; rastrelliere per le biciclette davanti all’ingresso.",
        accessibility: "Ingresso senza gradini. Quattro posti per sedie a rotelle in prima fila, con l’accompagnatore \
            accanto. Bagno accessibile al piano terra. In sala c’è un anello magnetico per apparecchi acustici \
            (posizione T).",
        map_url: "https://www.openstreetmap.org/?mlat=43.7058&mlon=10.3843#map=17/43.7058/10.3843",
        seats: 120,
    },
    Venue {
        slug: "sala-san-martino",
        name: "Sala San Martino",
        address: "Via San Martino 71",
        city: "Pisa",
        notes: "Nel centro storico, in zona a traffico limitato: conviene venire a piedi o in bicicletta. Dalla stazione \
            sono dieci minuti. Si entra dal cortile; chi arriva a spettacolo iniziato aspetta la prima pausa.",
        accessibility: "Tre gradini all’ingresso, con rampa mobile: scrivetelo nella prenotazione e vi aspettiamo fuori, \
            oppure suonate il campanello a sinistra del portone. Due posti per sedie a rotelle. Il bagno non è \
            accessibile.",
        map_url: "https://www.openstreetmap.org/?mlat=43.7137&mlon=10.4055#map=18/43.7137/10.4055",
        seats: 56,
    },
    Venue {
        slug: "il-frantoio",
        name: "Il Frantoio",
        address: "Via del Lavatoio 6",
        city: "Calci",
        notes: "Un vecchio frantoio ai piedi del Monte Pisano. Parcheggio in piazza, a cento metri. Dopo gli spettacoli \
            serali non passano autobus: chiedete in biglietteria, un passaggio per Pisa si trova sempre. D’inverno \
            portate un maglione.",
        accessibility: "Sala al piano terra, senza gradini; il cortile è in ghiaia compatta. Tre posti per sedie a \
            rotelle e bagno accessibile. I cani guida sono benvenuti.",
        map_url: "https://www.openstreetmap.org/?mlat=43.7262&mlon=10.5192#map=17/43.7262/10.5192",
        seats: 84,
    },
];
