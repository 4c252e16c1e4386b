//! What a password hash costs, as the parameters of Argon2id (RFC 9106 section 3.1).

use argon2::{Algorithm, Argon2, Params, Version};

/// What a password hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Why a text is no [`Cost`], or one that is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadCost {
    /// It is not like `m=19456,t=2`.
    Malformed,
    /// It is cheaper than [`Cost::LEAST`].
    TooLow,
    /// A Worker has no room or no time for it.
    TooHigh,
}

impl BadCost {
    /// What would be right, for the owner.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Malformed => "it must be memory in KiB and passes, such as \"m=19456,t=2\"",
            Self::TooLow => "it must be at least \"m=19456,t=2\", in memory and in passes",
            Self::TooHigh => "it may be at most \"m=65536,t=10\", in memory and in passes",
        }
    }
}

errors!(BadCost);

impl Cost {
    /// 19 MiB, two passes, one lane: the least that OWASP recommends, and as much as a Worker has time for.
    pub const LEAST: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
        lanes: 1,
    };

    /// Half of the memory that a Worker has.
    const MOST: Self = Self {
        memory_kib: 64 * 1024,
        passes: 10,
        lanes: 1,
    };

    /// The least memory of Argon2.
    const LEAST_MEMORY: u32 = 8;

    /// Reads a setting such as `m=19456,t=2`. `lower`: even one below [`Cost::LEAST`], which is for tests.
    ///
    /// # Errors
    /// [`BadCost`].
    pub fn parse(text: &str, lower: bool) -> Result<Self, BadCost> {
        let number = |part: Option<&str>, name: &str| {
            let digits = part?.strip_prefix(name)?;
            digits.parse().ok().filter(|number: &u32| *number > 0)
        };
        let mut parts = text.split(',');
        let memory = number(parts.next(), "m=").filter(|memory| *memory >= Self::LEAST_MEMORY);
        let passes = number(parts.next(), "t=");
        let (Some(memory_kib), Some(passes), None) = (memory, passes, parts.next()) else {
            return Err(BadCost::Malformed);
        };
        let (least, most) = (Self::LEAST, Self::MOST);
        if !lower && (memory_kib < least.memory_kib || passes < least.passes) {
            return Err(BadCost::TooLow);
        }
        if memory_kib > most.memory_kib || passes > most.passes {
            return Err(BadCost::TooHigh);
        }
        Ok(Self {
            memory_kib,
            passes,
            lanes: 1,
        })
    }

    /// What a stored hash cost: the parameters as [`Cost::phc`] writes them.
    #[must_use]
    pub fn of(phc: &str) -> Option<Self> {
        let (memory, rest) = phc.strip_prefix("m=")?.split_once(",t=")?;
        let (passes, lanes) = rest.split_once(",p=")?;
        let cost = Self {
            memory_kib: memory.parse().ok()?,
            passes: passes.parse().ok()?,
            lanes: lanes.parse().ok()?,
        };
        cost.argon2().map(|_| cost)
    }

    /// The parameters as a PHC string has them.
    #[must_use]
    pub fn phc(self) -> String {
        let Self {
            memory_kib,
            passes,
            lanes,
        } = self;
        format!("m={memory_kib},t={passes},p={lanes}")
    }

    /// How many blocks of 1 KiB are computed. Each takes about as long as any other.
    #[must_use]
    pub fn blocks(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }

    /// What is to be spent beside a hash of this cost, so that both together take as long as one of `whole`. `None` when
    /// that is nothing.
    #[must_use]
    pub fn up_to(self, whole: Self) -> Option<Self> {
        let missing = whole.blocks().checked_sub(self.blocks())?;
        let passes = missing.div_ceil(u64::from(whole.memory_kib));
        let memory = missing.checked_div(passes)?;
        Some(Self {
            memory_kib: u32::try_from(memory).ok()?,
            passes: u32::try_from(passes).ok()?,
            lanes: 1,
        })
        .filter(|cost| cost.memory_kib >= Self::LEAST_MEMORY)
    }

    pub(super) fn argon2(self) -> Option<Argon2<'static>> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None).ok()?;
        Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}
