// What computed points say through their Monte Carlo error: values at the sites of a spline, smoothed before it is laid through them.
// Arithmetic alone.

const most_smoothed_sites = 300, most_turns = 30, halvings = 60, stiffnesses = 40;

/// Eigenvalues and, as columns, eigenvectors of a symmetric matrix, by turns of Jacobi (1846).
function eigen_of(matrix) {
    const n = matrix.length, a = matrix.map(row => Float64Array.from(row)), vectors = range(n).map(i => Float64Array.from(range(n), j => i === j ? 1 : 0));
    const size = Math.hypot(...a.map(row => Math.hypot(...row))) || 1;
    for (let turn = 0; turn < most_turns; ++turn) {
        let rest = 0;
        for (let p = 0; p < n; ++p) for (let q = p + 1; q < n; ++q) {
            rest = Math.max(rest, Math.abs(a[p][q]));
            if (Math.abs(a[p][q]) > same_place * size) turn_away(a, vectors, p, q);
        }
        if (rest <= same_place * size) break;
    }
    return {values: a.map((row, i) => row[i]), vectors};
}
/// One turn, after which the entry is 0.
function turn_away(a, vectors, p, q) {
    const slope = (a[q][q] - a[p][p]) / (2 * a[p][q]), t = Math.sign(slope || 1) / (Math.abs(slope) + Math.hypot(slope, 1));
    const c = 1 / Math.hypot(t, 1), s = t * c, turned = (x, y) => [c * x - s * y, s * x + c * y];
    for (const row of a) [row[p], row[q]] = turned(row[p], row[q]);
    range(a.length).forEach(k => [a[p][k], a[q][k]] = turned(a[p][k], a[q][k]));
    for (const row of vectors) [row[p], row[q]] = turned(row[p], row[q]);
}

/// How much a spline bends, as a quadratic form of its values at the sites: less the block of the inverse that gives its weights.
function bending_of(spline) {
    const n = spline.sites.length;
    return spline.bending ??= eigen_of(range(n).map(i => range(n).map(j => -(spline.inverse[i][j] + spline.inverse[j][i]) / 2)));
}

/// A smoothing spline of this stiffness (G. Wahba 1990, "Spline models for observational data"): for each eigenvector, which part of it stays.
const parts_kept = (eigen, stiffness) => eigen.values.map(value => 1 / (1 + stiffness * Math.max(0, value)));
const along = ({vectors}, values) => range(values.length).map(k => vectors.reduce((sum, row, i) => sum + row[k] * values[i], 0));
const misfit_of = (kept, parts) => parts.reduce((sum, part, k) => sum + ((1 - kept[k]) * part) ** 2, 0);

/// The stiffness at which the misfit is what Monte Carlo errors as large make of it (C. H. Reinsch 1967, "Smoothing by spline functions").
function stiffest(eigen, parts, squares) {
    const scale = 1 / Math.max(...eigen.values), misfit = power => misfit_of(parts_kept(eigen, scale * 10 ** power), parts);
    let [low, high] = [-9, 9];
    if (misfit(high) <= squares) return scale * 10 ** high;
    for (let i = 0; i < halvings; ++i) {
        const middle = (low + high) / 2;
        if (misfit(middle) > squares) high = middle; else low = middle;
    }
    return scale * 10 ** low;
}

/// Of all stiffnesses up to that one, none included, the one by which points that are left out are predicted best: generalised
/// cross-validation (Craven and Wahba 1979). So what common luck has made even is not smoothed further.
function stiffness_of(eigen, parts, squares) {
    const n = parts.length, most = stiffest(eigen, parts, squares);
    const score = stiffness => {
        const kept = parts_kept(eigen, stiffness), lost = kept.reduce((sum, part) => sum + 1 - part, 0);
        return misfit_of(kept, parts) / (lost / n) ** 2;
    };
    const candidates = range(stiffnesses).map(k => most * 10 ** (-k / 4));
    return candidates.reduce((best, one) => score(one) < score(best) ? one : best);
}

/// Values at the sites as the spline is to pass them, and for each what all others say less its own value; by the Monte Carlo errors of the
/// values. Without errors, or with more sites than can be smoothed, they stay as they are.
function smoothed(spline, values, errors) {
    const exact = () => ({values, left_out: () => leave_one_out(spline, values)}), n = values.length;
    const squares = errors ? errors.reduce((sum, error) => sum + error ** 2, 0) : 0;
    if (!spline.inverse || n < 4 || n > most_smoothed_sites || !(squares > 0)) return exact();
    const eigen = bending_of(spline), parts = along(eigen, values);
    if (!(Math.max(...eigen.values) > 0)) return exact();
    const kept = parts_kept(eigen, stiffness_of(eigen, parts, squares));
    const at = i => eigen.vectors[i].reduce((sum, v, k) => sum + v * kept[k] * parts[k], 0);
    const own = i => eigen.vectors[i].reduce((sum, v, k) => sum + v * v * kept[k], 0);
    const smooth = Float64Array.from(range(n), at);
    return {values: smooth, left_out: () => range(n).map(i => 1 - own(i) < almost ? null : (values[i] - smooth[i]) / (1 - own(i)))};
}
