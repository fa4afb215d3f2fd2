//! The shows of the demonstration season: three classics, two new texts, one for families.

/// A production of the demonstration season.
#[derive(Debug)]
pub(super) struct Show {
    /// Name in addresses, and of the poster.
    pub(super) slug: &'static str,
    pub(super) title: &'static str,
    pub(super) summary: &'static str,
    /// Paragraphs, separated by blank lines.
    pub(super) description: &'static str,
    pub(super) minutes: i32,
}

impl Show {
    /// Path of its poster on the site.
    pub(super) fn poster(&self) -> String {
        format!("/posters/{}.svg", self.slug)
    }
}

/// Places of the shows in [`SHOWS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Title {
    Gabbiano,
    Locandiera,
    SeiPersonaggi,
    Piena,
    UltimaCorsa,
    Pinocchio,
}

/// The shows, in the order of [`Title`].
pub(super) const SHOWS: [Show; 6] = [
    Show {
        slug: "il-gabbiano",
        title: "Il gabbiano",
        summary: "In riva a un lago, otto persone innamorate di chi guarda altrove. Il capolavoro di Čechov visto \
            da vicino, con il pubblico su tre lati.",
        description: "\
Un lago, una tenuta d’estate, un teatrino di assi montato in giardino. Kostja ha vent’anni e vuole «forme nuove»; Nina \
vuole diventare un’attrice; Arkadina lo è già, e non perdona a nessuno il passare degli anni. Tutti amano la persona \
sbagliata, e tutti ne parlano benissimo.

Abbiamo tolto i samovar e tenuto le zanzare. Otto attori, sette sedie e un pontile: si recita così vicino che si sentono \
le pagine strapparsi. La traduzione è nuova ed è nata in prova, battuta per battuta. Dove Čechov scrisse «commedia», \
si ride; poi, senza che nessuno abbia alzato la voce, non si ride più.

C’è un intervallo di quindici minuti. Dopo le repliche del venerdì restiamo in sala con chi ha voglia di parlarne.",
        minutes: 110,
    },
    Show {
        slug: "la-locandiera",
        title: "La locandiera",
        summary: "Tre clienti, un ferro da stiro e una donna che sa fare i conti. Goldoni senza parrucche, con \
            la cena che cuoce davvero.",
        description: "\
Mirandolina manda avanti una locanda e tiene a bada tre ospiti: il Marchese che promette, il Conte che paga, il Cavaliere \
che disprezza le donne. Per i primi due basta un sorriso. Per il terzo serve un piano.

Goldoni scrisse la commedia di una donna che lavora e che non aspetta di essere salvata. La recitiamo in una cucina \
vera: si stira, si apparecchia, si litiga sul conto. L’intingolo del secondo atto lo prepariamo noi, ogni sera, e alla \
fine chi è rimasto in platea lo assaggia.

Le musiche sono eseguite dal vivo da un’orchestra di due persone: una fisarmonica e una batteria di pentole.",
        minutes: 95,
    },
    Show {
        slug: "sei-personaggi-in-cerca-d-autore",
        title: "Sei personaggi in cerca d’autore",
        summary: "Una prova interrotta, sei sconosciuti in lutto, una storia che pretende di essere recitata. \
            Pirandello, con i ruoli assegnati a sorte.",
        description: "\
Una compagnia prova una commedia che non convince nessuno. Dalla porta di servizio entrano sei persone vestite di nero: \
dicono di essere personaggi, di portare un dramma e di non avere un autore. Chiedono una cosa sola, vivere almeno una \
volta fino in fondo.

Al Teatro Valle di Roma, nel maggio del 1921, il pubblico gridò «Manicomio!». La domanda che lo fece arrabbiare è ancora \
lì: chi decide quale versione di noi va in scena?

In questo allestimento chi prova e chi irrompe si scambiano di posto a ogni replica. Il sorteggio si fa davanti al \
pubblico, dieci minuti prima dell’inizio: arrivate per tempo.",
        minutes: 120,
    },
    Show {
        slug: "la-piena",
        title: "La piena",
        summary: "Pisa, novembre 1966: l’acqua si ritira, un ponte cede, tre donne fanno l’inventario di quello \
            che resta. Un testo nuovo, dalle voci di chi c’era.",
        description: "\
Pisa, novembre 1966. L’Arno scende da nove giorni. In un appartamento del lungarno una nonna, una madre e una figlia \
spalano fango, contano i piatti rimasti e aspettano il padre, che è uscito «solo a vedere il ponte».

Quando nella notte il ponte di Solferino cede, la famiglia scopre quante altre cose stavano in piedi per abitudine: un \
matrimonio, un negozio, la versione ufficiale di una guerra finita da vent’anni.

La piena è un testo della compagnia, scritto dopo due inverni di conversazioni nei circoli e nelle cucine della città. Le \
voci registrate che si ascoltano durante lo spettacolo sono di chi quella notte era sveglio.",
        minutes: 75,
    },
    Show {
        slug: "l-ultima-corsa",
        title: "L’ultima corsa",
        summary: "Settembre 1960, l’ultimo viaggio del trammino da Pisa al mare. Due attori, undici passeggeri, \
            una panca e molte canzoni.",
        description: "\
Per quasi settant’anni il trammino ha portato i pisani al mare: la pineta dai finestrini abbassati, le sporte con il \
cocomero, la sabbia che tornava a casa nelle scarpe. Nel settembre del 1960 fece il suo ultimo viaggio.

A bordo ci sono un bigliettaio che non vuole timbrare l’ultimo biglietto, due sposi al primo bagno, un professore che \
scende sempre alla fermata sbagliata, una bambina convinta che il mare sia il capolinea di tutto. Due attori li fanno \
tutti e undici, su una panca, cantando.

Un testo nuovo, con musiche originali suonate alla chitarra. Adatto dai dieci anni.",
        minutes: 70,
    },
    Show {
        slug: "pinocchio-e-altre-bugie",
        title: "Pinocchio e altre bugie",
        summary: "Due falegnami costruiscono un burattino davanti al pubblico e ne perdono il controllo, una \
            bugia alla volta. Per chi ha dai cinque anni in su.",
        description: "\
C’era una volta un pezzo di legno, e c’erano due falegnami che dovevano farne la gamba di un tavolino. Hanno una sega, \
un martello, cinquantacinque minuti. Il pezzo di legno ha altri progetti.

Le avventure di Collodi ci sono quasi tutte: il Gatto e la Volpe, il Campo dei miracoli, il Paese dei balocchi, e un \
pescecane grande come la sala, nel quale si entra davvero. Il naso cresce sul serio, e nessuno ha mai capito come.

Spettacolo per famiglie, dai cinque anni. Alla fine si sale sul palco a vedere gli attrezzi da vicino: chi ha detto una \
bugia durante la giornata può confessarla al Grillo.",
        minutes: 55,
    },
];
