//! An app that shows codes, as a person sets it up on the account's page.

use edgegrant::endpoint::http::reply::Reply;
use edgegrant::protocol::login::totp::hotp;

use super::World;
use super::visitor::Visitor;

pub const SET_UP: &str = "/account/second-factor";

/// The app, and the recovery codes that came with it.
pub struct Phone {
    pub secret: Vec<u8>,
    pub recovery_codes: Vec<String>,
}

impl Phone {
    /// Reads the key from the page that sets it up.
    pub fn read(page: &Reply) -> Self {
        let key = codes(page).into_iter().next().expect("a key");
        Self {
            secret: base32(&key),
            recovery_codes: Vec::new(),
        }
    }

    /// The code of so many steps from now.
    pub fn code(&self, world: &World, steps: i64) -> String {
        let step = world.clock.get() / 30 + steps;
        let code = hotp(&self.secret, u64::try_from(step).expect("a step")) % 1_000_000;
        format!("{code:06}")
    }
}

/// What stands on a page in `<code>`.
pub fn codes(page: &Reply) -> Vec<String> {
    let codes = page.body.split("<code>").skip(1);
    let codes = codes.map(|rest| rest.split_once("</code>").expect("its end").0.to_owned());
    codes.collect()
}

/// RFC 4648 section 6, bit by bit.
fn base32(text: &str) -> Vec<u8> {
    let digits = text
        .chars()
        .filter(|digit| *digit != ' ')
        .map(|digit| match digit {
            'A'..='Z' => u32::from(digit) - u32::from('A'),
            _ => u32::from(digit) - u32::from('2') + 26,
        });
    let bits: Vec<u32> = digits
        .flat_map(|digit| (0..5).rev().map(move |bit| digit >> bit & 1))
        .collect();
    let bytes = bits.chunks_exact(8);
    bytes
        .map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | *bit) as u8)
        .collect()
}

impl Visitor<'_> {
    /// The person, who is signed in, turns their second factor on.
    pub fn turn_on(&mut self) -> Phone {
        let page = self.open(SET_UP);
        let mut phone = Phone::read(&page);
        let code = phone.code(self.world, 0);
        let done = self.fill(&page, "name=\"code\"", &[("code", &code)]);
        assert_eq!(done.status, 200, "{}", done.body);
        phone.recovery_codes = codes(&done);
        phone
    }
}
