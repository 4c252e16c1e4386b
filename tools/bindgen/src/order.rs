//! In which order the functions stand. gzip sees again only what stood in the 32 kB before, so a function is
//! smaller behind others like it.

/// How far back gzip looks, in bytes.
const WINDOW: usize = 32 * 1024;

/// How many equal bytes make two functions alike. Fewer are found everywhere.
const PIECE: usize = 6;

/// The order for functions of these bodies: each is followed by the one that has most in common with the
/// `WINDOW` bytes before it. It is the same on every machine, so nothing here depends on one's mathematics.
pub fn by_likeness(bodies: &[&[u8]]) -> Vec<usize> {
    if bodies.is_empty() {
        return Vec::new();
    }
    let owners = owners(bodies);
    let mut pieces = vec![Vec::new(); bodies.len()];
    for (piece, owners) in owners.iter().enumerate() {
        owners.iter().for_each(|&owner| pieces[owner].push(piece));
    }
    let sizes: Vec<f64> = bodies.iter().map(|body| body.len() as f64).collect();
    // How many more of a function's pieces are in the window than there would be by chance. Without the chance, what
    // everything has in common would come first, and the rest would find nothing like itself.
    let chances = chances(&owners, bodies.iter().map(|body| body.len()).sum());
    let by_chance = |pieces: &Vec<usize>| pieces.iter().map(|&piece| chances[piece]).sum::<f64>();
    let mut scores: Vec<f64> = pieces.iter().map(|pieces| -by_chance(pieces)).collect();

    let mut seen = vec![0; owners.len()];
    let mut order = Vec::with_capacity(bodies.len());
    let mut left: Vec<usize> = (1..bodies.len()).collect();
    let (mut next, mut first, mut bytes) = (0, 0, 0);
    loop {
        order.push(next);
        bytes += bodies[next].len();
        for &piece in &pieces[next] {
            if seen[piece] == 0 {
                owners[piece].iter().for_each(|&owner| scores[owner] += 1.0);
            }
            seen[piece] += 1;
        }
        while bytes > WINDOW && first + 1 < order.len() {
            let gone = order[first];
            first += 1;
            bytes -= bodies[gone].len();
            for &piece in &pieces[gone] {
                seen[piece] -= 1;
                if seen[piece] == 0 {
                    owners[piece].iter().for_each(|&owner| scores[owner] -= 1.0);
                }
            }
        }
        let best = |&a: &usize, &b: &usize| {
            let score = |function: usize| scores[function] / sizes[function];
            score(a).total_cmp(&score(b)).then(b.cmp(&a))
        };
        let Some(found) = (0..left.len()).max_by(|&a, &b| best(&left[a], &left[b])) else {
            return order;
        };
        next = left.swap_remove(found);
    }
}

/// For each piece that several functions have, which these are.
fn owners(bodies: &[&[u8]]) -> Vec<Vec<usize>> {
    let mut found: Vec<(&[u8], usize)> = Vec::new();
    for (function, body) in bodies.iter().enumerate() {
        found.extend(body.windows(PIECE).map(|piece| (piece, function)));
    }
    found.sort_unstable();
    found.dedup();
    let same = found
        .chunk_by(|(a, _), (b, _)| a == b)
        .filter(|same| same.len() > 1);
    same.map(|same| same.iter().map(|&(_, function)| function).collect())
        .collect()
}

/// How likely each piece is in a window somewhere in `total` bytes.
fn chances(owners: &[Vec<usize>], total: usize) -> Vec<f64> {
    let elsewhere = 1.0 - (WINDOW as f64 / total as f64).min(1.0);
    let mut absent = vec![1.0];
    for number in 0..owners.iter().map(Vec::len).max().unwrap_or(0) {
        absent.push(absent[number] * elsewhere);
    }
    owners
        .iter()
        .map(|owners| 1.0 - absent[owners.len()])
        .collect()
}
