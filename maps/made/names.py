"""Plausible Swedish names for streets and invented hamlets."""

from collections.abc import Iterator

import numpy as np

CENTRE = (
    "Kungsgatan", "Drottninggatan", "Skolgatan", "Kyrkogatan", "Järnvägsgatan", "Rådhusgatan", "Nygatan",
    "Hamngatan", "Bankgatan", "Slöjdgatan", "Östra Rådhusgatan", "Västra Esplanaden", "Östra Esplanaden",
    "Residensgatan",    "Strandgatan", "Brogatan", "Vasagatan", "Götgatan", "Magasinsgatan", "Sveagatan",
    "Trädgårdsgatan", "Torggatan",
    "Prästgatan", "Smedsgatan", "Norrlandsgatan", "Handelsgatan", "Teatergatan", "Hovrättsgatan", "Fabriksgatan",
    "Storgatsbacken", "Nedre Bangatan", "Övre Bangatan", "Pilgatan", "Apotekargatan", "Bryggargatan", "Parkgatan",
    "Linnégatan", "Axtorpsgatan", "Borgargatan", "Generalsgatan", "Sandagatan", "Broparksgatan",
)  # fmt: skip

COLLECTORS = (
    "Mariehemsvägen", "Umedalsvägen", "Ringvägen", "Norra Ringvägen", "Södra Ringvägen", "Universitetsvägen",
    "Skogsvägen", "Idrottsvägen", "Kyrkvägen", "Stationsvägen", "Byvägen", "Strandvägen", "Kvarnvägen", "Ängsvägen",
    "Industrivägen", "Allmänningsvägen", "Sjukhusvägen", "Gräddvägen", "Kolbäcksvägen", "Bölevägen", "Hagavägen",
    "Sandbackavägen", "Berghemsvägen", "Lundvägen", "Ersbodavägen", "Västerängsvägen", "Österängsvägen", "Hedvägen",
    "Älvvägen", "Flygplatsvägen", "Regementsvägen", "Brovägen", "Nybyvägen", "Gammliavägen", "Tunnelvägen",
)  # fmt: skip

_THEMES = (
    ("Björk", "Gran", "Tall", "Rönn", "Asp", "Al", "Lärk", "Hägg", "Sälg", "Ek", "Lind", "Lönn", "Alm", "Ask", "En",
     "Syren", "Pil", "Bok", "Hassel", "Oxel"),
    ("Lärkdrill", "Trast", "Svan", "Orr", "Tjäder", "Rip", "Tran", "Svale", "Örn", "Hök", "Duv", "Gök", "Lom", "Ugg",
     "Sparv", "Mes", "Stare", "Spov", "Ejder", "Kråk"),
    ("Hallon", "Blåbärs", "Lingon", "Hjortron", "Smultron", "Åkerbärs", "Odon", "Enbärs", "Tranbärs", "Björnbärs",
     "Vinbärs", "Krusbärs", "Rönnbärs", "Nypon", "Slån"),
    ("Snickar", "Murar", "Smed", "Målar", "Skomakar", "Garvar", "Bagar", "Skräddar", "Tunnbindar", "Timmermans",
     "Glasmästar", "Plåtslagar", "Sadelmakar", "Urmakar", "Vagnmakar", "Kopparslagar"),
    ("Blåklocke", "Prästkrage", "Vallmo", "Smörblomme", "Ljung", "Liljekonvalje", "Klöver", "Viol", "Ros", "Tulpan",
     "Linnea", "Sippe", "Kabbeleke", "Rallarros", "Fjällviole", "Daggkåpe"),
    ("Rådjurs", "Älg", "Ren", "Hermelin", "Mård", "Räv", "Björn", "Lo", "Hare", "Bäver", "Utter", "Ekorr",
    "Igelkotts",
     "Iller", "Järv", "Lämmel"),
    ("Granit", "Kvarts", "Skiffer", "Fältspats", "Glimmer", "Koppar", "Silver", "Järn", "Malm", "Kalk", "Sandstens",
     "Gnejs", "Marmor", "Täljstens", "Flint"),
    ("Gädd", "Abborr", "Lax", "Sik", "Harr", "Laka", "Öring", "Strömmings", "Mört", "Braxen", "Nors", "Röding", "Id"),
    ("Kompass", "Ankar", "Segel", "Mast", "Roder", "Köl", "Fyr", "Lots", "Skeppar", "Båtsmans", "Märs", "Klyvar",
     "Flagg", "Kryss", "Jolle", "Eke"),
    ("Solsken", "Måne", "Stjärn", "Komet", "Norrskens", "Gryning", "Skymning", "Vinter", "Sommar", "Vår", "Höst",
     "Snö", "Frost", "Rimfrost", "Åsk", "Regnbågs"),
    ("Slåtter", "Skörde", "Råg", "Korn", "Havre", "Vete", "Lin", "Hässje", "Lade", "Tröske", "Harv", "Plog", "Åker",
     "Äng", "Hag", "Logg", "Sädes", "Potatis"),
    ("Fiol", "Flöjt", "Dragspels", "Harp", "Polske", "Vals", "Menuett", "Visdiktar", "Trumpet", "Klarinett", "Cello",
     "Nyckelharpe", "Not", "Takt", "Melodi"),
)  # fmt: skip
_ENDINGS = ("vägen", "stigen", "gränd", "vägen", "backen", "gatan", "ringen", "slingan")
_WORKS = ("Verkstads", "Lager", "Formvägs", "Spårvägs", "Maskin", "Förråds", "Kabel", "Truck", "Kontakt", "Cylinder",
          "Gjutar", "Press", "Svets", "Motor", "Betong", "Logistik", "Terminal", "Kross")  # fmt: skip
_FIRST = ("Gran", "Björk", "Sand", "Sten", "Myr", "Häll", "Norr", "Söder", "Väster", "Öster", "Stor", "Lill",
          "Mellan",
          "Ytter", "Inner", "Lång", "Korp", "Älg", "Bäver", "Kalv", "Häst", "Bjän", "Hund", "Orr", "Tjäder", "Ål",
          "Abborr", "Gädd", "Bränn", "Kvarn", "Hamp", "Rot", "Tall", "Asp", "Svart", "Vit", "Röd", "Grå", "Lav",
          "Ren", "Lund",
          "Hem", "Åker", "Bygde", "Skiv", "Klap", "Tegels", "Flark", "Åse", "Ratu", "Dal", "Nor", "Holm")  # fmt: skip
_LAST = ("mark", "sele", "träsk", "liden", "boda", "näs", "berg", "sjö", "vattnet", "åker", "forsen", "dal", "ås",
         "böle", "hult", "ånäs", "myran", "heden", "lund", "sund")  # fmt: skip
_BEFORE = ("Norra", "Södra", "Västra", "Östra", "Stora", "Lilla", "Yttre", "Inre", "Övre", "Nedre")


def street_names(rng: np.random.Generator, *, works: bool = False) -> Iterator[str]:
    """Yield names of one theme without end, as the streets of one district have them."""
    words = _WORKS if works else _THEMES[rng.integers(len(_THEMES))]
    shift = int(rng.integers(len(_ENDINGS)))
    for around in range(1_000):
        for at in rng.permutation(len(words)):
            yield words[at] + ("vägen" if works else _ENDINGS[(shift + around + int(at) % 2) % len(_ENDINGS)])


def hamlet_names(rng: np.random.Generator) -> Iterator[str]:
    """Yield invented names of hamlets, each once."""
    order = rng.permutation(len(_FIRST) * len(_LAST))
    for before in ("", *(f"{word} " for word in _BEFORE)):
        for at in order:
            first, last = _FIRST[int(at) // len(_LAST)], _LAST[int(at) % len(_LAST)]
            if first[-1] != last[0]:
                yield before + first + last
