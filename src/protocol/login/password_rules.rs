//! Which passwords may be chosen (NIST SP 800-63B-4 section 3.1.1.2). Nothing is asked of the characters; a password is
//! refused as a whole, when it is what others choose, or when whoever knows the user guesses it first.

use super::password::Password;

/// The least code points of a password that is all that a person signs in with.
pub const SHORTEST: usize = 15;

/// The most code points.
pub const LONGEST: usize = 256;

/// What this server calls itself.
const PRODUCT: &str = "Edgegrant";

/// A password that is a part of at most so many characters, over and over, is as good as that part.
const SHORT_PART: usize = 7;

/// With more words than that, a password of common words is a phrase of one's own.
const FEW_WORDS: usize = 2;

/// Shorter names stand in too many words by chance.
const SHORTEST_NAME: usize = 3;

/// With so many digits and signs, such as a date, a word or a name is still no password.
const A_DATE: usize = 12;

/// From how many characters on, a piece of [`ROWS`] is one on purpose.
const SHORTEST_RUN: usize = 3;

/// What people reach for when a password is asked for. Short words are here too: twice, or with digits, they are long
/// enough.
const WORDS: &str = "password passwort passwd passphrase passcode pass motdepasse contrasena senha parola wachtwoord \
    haslo secret letmein letme please openthedoor opensesame admin administrator root user guest login signin welcome \
    hello default changeme change test testing demo example temp temporary master access system server database \
    computer internet company account security secure private qwerty qwertz azerty asdf zxcv abc iloveyou loveyou love \
    lovely forever always mylove sunshine princess monkey dragon shadow football baseball basketball soccer hockey \
    superman batman spiderman starwars pokemon minecraft fortnite naruto michael jordan jennifer jessica charlie daniel \
    ashley nicole summer winter spring autumn january february march april june july august september october november \
    december monday tuesday wednesday thursday friday saturday sunday freedom whatever trustno one nothing google \
    facebook linkedin amazon microsoft windows apple samsung iphone android blink chocolate cookie flower butterfly \
    unicorn angel jesus christ jesuschrist godisgood family money hunter ranger killer mustang ferrari mercedes \
    liverpool chelsea arsenal barcelona realmadrid manchester united london \
    correcthorsebatterystaple thequickbrownfox thequickbrownfoxjumpsoverthelazydog maytheforcebewithyou \
    tobeornottobe tobeornottobethatisthequestion supercalifragilisticexpialidocious onceuponatime livelaughlove \
    iamyourfather helloworld thisismypassword mypasswordis ilovemyfamily neverforget";

/// Keys beside each other, and the alphabets.
const ROWS: &str = "01234567890123456789012345678901234567890 qwertyuiopqwertyuiop asdfghjklasdfghjkl zxcvbnmzxcvbnm \
    qwertzuiopqwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn 1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8o9p0 \
    qawsedrftgyhujikolp qazwsxedcrfvtgbyhnujmikolp 1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p 1qaz 2wsx 3edc 4rfv 5tgb 6yhn \
    7ujm abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz !@#$%^&*()_+ йцукенгшщзхъ фывапролджэ ячсмитьбю \
    абвгдеёжзийклмнопрстуфхцчшщъыьэюя";

/// Why a password may not be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPassword {
    /// It has fewer code points than these.
    TooShort(usize),
    /// It has more than [`LONGEST`].
    TooLong,
    /// Many people choose it, or one like it.
    Common,
    /// It is a name of the user or of this server.
    Name,
}

impl BadPassword {
    /// What is wrong, for the owner.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::TooShort(least) => format!(
                "The password must have at least {least} characters; a few words of your own work well."
            ),
            Self::TooLong => format!("The password may have at most {LONGEST} characters."),
            Self::Common => {
                "This password, or one like it, is among the first that others try. Choose another one."
                    .to_owned()
            }
            Self::Name => "The password is made of the username, the email address, the name or \
                           \"Edgegrant\", which others try first. Choose another one."
                .to_owned(),
        }
    }
}

errors!(BadPassword);

/// Whether a password may be chosen. `about`: the username, the email address and the name of the user, as far as there
/// are any. `shortest`: [`SHORTEST`], unless something else is asked for at every sign-in too. `fold` gives a text in
/// Normalization Form KC and lower case.
///
/// # Errors
/// [`BadPassword`]: the first rule that it breaks.
pub fn accept(
    password: &Password,
    about: &[&str],
    shortest: usize,
    fold: fn(&str) -> String,
) -> Result<(), BadPassword> {
    let length = password.composed().chars().count();
    if length < shortest {
        return Err(BadPassword::TooShort(shortest));
    }
    if length > LONGEST {
        return Err(BadPassword::TooLong);
    }
    let folded = |text: &str| {
        if text.is_ascii() {
            text.to_ascii_lowercase()
        } else {
            fold(text)
        }
    };
    let text: Vec<char> = folded(password.composed()).chars().collect();
    let mut names: Vec<Vec<char>> = vec![letters(folded(PRODUCT).chars())];
    for name in about {
        let name = folded(name);
        let local = name.split_once('@').map_or("", |(local, _)| local);
        names.extend([letters(name.chars()), letters(local.chars())]);
    }
    names.retain(|name| name.len() >= SHORTEST_NAME);
    // With the signs as they stand, without them, and with those that people write for letters.
    let plain = letters(text.iter().copied());
    let meant = letters(text.iter().map(|sign| meant_by_sign(*sign)));
    for seen in [&text, &plain, &meant] {
        let Pieces {
            known,
            words,
            named,
            whole,
        } = Pieces::of(seen, &names);
        // A short run comes up in any long number.
        let few = if named || !words.is_empty() {
            A_DATE
        } else {
            0
        };
        if !whole || text.len() - known > known.max(few) {
            continue;
        }
        if named {
            return Err(BadPassword::Name);
        }
        if words.len() <= FEW_WORDS {
            return Err(BadPassword::Common);
        }
    }
    let part = period(&text);
    if part <= SHORT_PART && part * 2 <= text.len() {
        return Err(BadPassword::Common);
    }
    Ok(())
}

/// What a password is made of, if it is made of what everybody has.
struct Pieces {
    /// How many characters belong to words, names and runs; the others are digits.
    known: usize,
    /// Which of the [`WORDS`] there are.
    words: Vec<&'static str>,
    /// Whether there is a name.
    named: bool,
    /// Whether nothing else is left.
    whole: bool,
}

impl Pieces {
    fn of(text: &[char], names: &[Vec<char>]) -> Self {
        let mut pieces = Self {
            known: 0,
            words: Vec::new(),
            named: false,
            whole: true,
        };
        let mut rest = text;
        while let Some(first) = rest.first() {
            let word = WORDS.split_whitespace().filter(|word| is_spelt(rest, word));
            let word = word.max_by_key(|word| word.len());
            let name = names.iter().filter(|name| rest.starts_with(name));
            let name = name.map(Vec::len).max().unwrap_or(0);
            let run = run(rest);
            let length = word.map_or(0, str::len).max(name).max(run);
            pieces.known += length;
            if length == 0 {
                pieces.whole &= first.is_ascii_digit();
            } else if length == name {
                pieces.named = true;
            } else if let Some(word) = word.filter(|word| word.len() == length)
                && !pieces.words.contains(&word)
            {
                pieces.words.push(word);
            }
            rest = rest.get(length.max(1)..).unwrap_or_default();
        }
        pieces
    }
}

/// Whether the text begins with a word, also where digits stand for letters.
fn is_spelt(text: &[char], word: &str) -> bool {
    let mut letters = text.iter();
    word.chars()
        .all(|letter| letters.next().is_some_and(|typed| is_for(*typed, letter)))
}

fn is_for(typed: char, letter: char) -> bool {
    typed == letter
        || matches!(
            (typed, letter),
            ('0', 'o') | ('1', 'i' | 'l') | ('3', 'e') | ('4', 'a') | ('5', 's') | ('7', 't')
        )
}

fn meant_by_sign(sign: char) -> char {
    match sign {
        '@' => 'a',
        '$' => 's',
        '!' => 'i',
        other => other,
    }
}

/// Without the signs and spaces between.
fn letters(text: impl Iterator<Item = char>) -> Vec<char> {
    text.filter(|sign| !sign.is_ascii_punctuation() && !sign.is_whitespace())
        .collect()
}

/// How many characters at the beginning are the same one, or lie beside each other in a row, in either direction. 0 if
/// they are fewer than [`SHORTEST_RUN`].
fn run(text: &[char]) -> usize {
    let same = text.iter().take_while(|sign| text.first() == Some(*sign));
    let mut longest = same.count();
    for row in ROWS.split_whitespace() {
        let row: Vec<char> = row.chars().collect();
        let back: Vec<char> = row.iter().rev().copied().collect();
        for row in [row, back] {
            for start in 0..row.len() {
                let pairs = row.iter().skip(start).zip(text);
                longest = longest.max(pairs.take_while(|(one, other)| one == other).count());
            }
        }
    }
    if longest < SHORTEST_RUN { 0 } else { longest }
}

/// After how many characters the text begins again.
fn period(text: &[char]) -> usize {
    (1..text.len())
        .find(|part| text.iter().skip(*part).zip(text).all(|(a, b)| a == b))
        .unwrap_or(text.len())
}
