#include "densities.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "lazyrisk/error.hpp"
#include "lazyrisk/simulate/arithmetic.hpp"
#include "lazyrisk/simulate/drawn_eigenvalues.hpp"
#include "measuring.hpp"
#include "results.hpp"

namespace lazyrisk::app {
namespace {

void draw_beside(KnownDensity& f, const DensityOptions& o, const Question& q, const Answer& answer) {
    const Setting& sizes = answer.setting;
    if (!q.spectrum.empty() || q.has_mass)
        throw NotCovered(std::string(q.spectrum.empty() ? "--mass" : "--spectrum") + " does not say which features to draw; leave --simulate out");
    if (is_infinite(q.dim)) throw DomainError("--dim is missing: a simulation needs a finite dimension");
    for (const auto& [name, size] : {std::pair{"samples", sizes.samples}, {"width", sizes.width}})
        if (!is_infinite(size) && size != std::floor(size)) throw DomainError(name, size, "a simulation needs a whole number");
    const Realization world = world_of(q, sizes.width, false);
    const int width = is_infinite(sizes.width) ? 0 : int(sizes.width);
    const double n = sizes.samples;
    const TrialPlan plan{.points = 1, .trials = o.simulation.trials, .memory = 8 * n * (2 * n + width),
                         .run = [&](std::uint64_t trial, std::span<const std::size_t>) {
                             return std::vector<Seen>{drawn_eigenvalues(world, int(n), width, o.simulation.seed, trial)};
                         },
                         .interrupted = stop_requested};
    SeenTrials seen = kept_trials({eigenvalues_text({q, answer, {}})}, o.simulation, o.threads, o.quiet)(plan).front();
    for (auto& [trial, eigenvalues] : seen) {
        f.trial.push_back(trial);
        f.drawn.push_back(std::move(eigenvalues));
    }
}

/// Integral of the density from the left edge of a bulk to each of its points, scaled to the bulk's mass.
std::vector<double> masses_below(const std::vector<DensityPoint>& points, const Bulk& b, double mass) {
    std::vector<double> sum;
    double at = b.left, height = 0, total = 0;
    for (const DensityPoint& p : points) {
        total += (p.eigenvalue - at) * (p.density + height) / 2;
        sum.push_back(total);
        at = p.eigenvalue, height = p.density;
    }
    total += (b.right - at) * height / 2;
    for (double& s : sum) s *= mass / total;
    return sum;
}

/// Eigenvalue below which that much of the bulk's mass lies.
double quantile(const std::vector<DensityPoint>& points, const std::vector<double>& below, const Bulk& b, double mass) {
    const std::size_t i = std::size_t(std::lower_bound(below.begin(), below.end(), mass) - below.begin());
    const double left = i == 0 ? b.left : points[i - 1].eigenvalue, right = i == below.size() ? b.right : points[i].eigenvalue;
    const double m0 = i == 0 ? 0 : below[i - 1], m1 = i == below.size() ? mass : below[i];
    return m1 > m0 ? left + (right - left) * (mass - m0) / (m1 - m0) : right;
}

/// A histogram with so many cells in each bulk.
std::vector<DensityCell> in_cells(const KnownDensity& f, const std::function<int(const Bulk&)>& cells) {
    std::vector<DensityCell> list;
    const std::vector<Bulk>& bulks = f.bulks.bulks;
    std::vector<double> bounds;  // of the cells with everything between the bulks, one more than cells
    const auto whole = [](double count) { return std::abs(count - std::round(count)) < 1e-6 ? std::round(count) : count; };
    const bool zeros = f.zero_mass() > 0;
    if (zeros) {
        bounds.push_back(-infinite<>);
        list.push_back({0, 0, whole(f.bulks.zero) / f.matrix, 0, 0});
    }
    for (std::size_t k = 0; k < bulks.size(); ++k) {
        const Bulk& b = bulks[k];
        const double before = k > 0 ? bulks[k - 1].right : zeros ? b.left * 1e-6 : -infinite<>;
        bounds.push_back(k > 0 || zeros ? std::sqrt(before * b.left) : -infinite<>);
        std::vector<DensityPoint> inside;
        for (const DensityPoint& p : f.points)
            if (p.eigenvalue >= b.left && p.eigenvalue <= b.right) inside.push_back(p);
        const double mass = whole(b.count) / f.matrix;
        const int count = cells(b);
        const std::vector<double> below = masses_below(inside, b, mass);
        for (int i = 0; i < count; ++i) {
            const double left = i == 0 ? b.left : list.back().right;
            const double right = i + 1 == count ? b.right : quantile(inside, below, b, mass * (i + 1) / count);
            list.push_back({left, right, mass / count, 0, 0});
            if (i > 0) bounds.push_back(left);
        }
    }
    bounds.push_back(infinite<>);
    for (const std::vector<double>& eigenvalues : f.drawn)
        for (std::size_t c = 0; c < list.size(); ++c) {
            const auto below = [&](double s) { return double(std::lower_bound(eigenvalues.begin(), eigenvalues.end(), s) - eigenvalues.begin()); };
            double hits = below(bounds[c + 1]) - below(bounds[c]);
            if (c == 0) hits += f.matrix - double(eigenvalues.size());  // zeros for want of features are not drawn
            list[c].value.push_back(hits / f.matrix);
        }
    for (DensityCell& c : list) {
        Accumulator all;
        for (const double share : c.value) all.add(share);
        c.share = all.estimate().mean;
        if (c.value.size() < 2) continue;
        // a count is a whole number: where its mean is one and a fraction f more, its variance is f(1-f) at least
        const double count = c.mass * f.matrix, fraction = count - std::floor(count);
        c.standard_error = std::max(all.estimate().standard_error, std::sqrt(fraction * (1 - fraction) / double(c.value.size())) / f.matrix);
    }
    return list;
}

}  // namespace

KnownDensity density_of(const Question& q, const DensityOptions& o, Answers& answers) {
    if (o.of != "kernel" && o.of != "features") throw DomainError("of", o.of, "expected kernel (K/n) or features (S^T S/(n p))");
    const Setting sizes = setting(q);
    if (is_infinite(sizes.samples)) throw DomainError("samples", "inf", "a sample kernel matrix has finitely many samples");
    if (o.of == "features" && is_infinite(sizes.width))
        throw DomainError("of", o.of, "there are infinitely many features; --of kernel has the same eigenvalues");
    const std::shared_ptr<const KnownModel> known = answers.known(q);
    // levels as far as the smallest eigenvalues need them
    const Spectrum<>& rough = known->model.coarsest().spectrum;
    if (rough.blocks && !is_infinite(sizes.width))
        throw NotCovered("the density of a neural tangent of finite width is not covered; --width inf is");
    double trace = rough.tail;
    for (const Level<>& level : rough.levels) trace += level.mass;
    const Resolved::Stage& stage = known->model.resolving({{sizes.samples, sizes.width}, 1e-9 * trace, 0, 1});

    KnownDensity f;
    f.bulks = bulks(stage.degrees, {sizes.samples, sizes.width});
    if (f.bulks.bulks.empty()) throw DomainError("every eigenvalue of this kernel is zero: there is no density");
    f.points = density(stage.degrees, {sizes.samples, sizes.width}, f.bulks, o.points);
    f.matrix = sizes.samples;
    if (o.of == "features") {  // p eigenvalues instead of n
        f.matrix = sizes.width;
        f.bulks.zero += sizes.width - sizes.samples;
        for (DensityPoint& p : f.points) p.density *= sizes.samples / sizes.width;
    }
    f.smallest = f.bulks.bulks.front().left;
    f.largest = f.bulks.bulks.back().right;
    if (o.simulation.trials > 0) {
        Answer answer;
        answer.setting = sizes;
        draw_beside(f, o, q, answer);
    }
    return f;
}

std::vector<std::pair<std::string, double>> density_facts(const KnownDensity& f) {
    return {{"zero_mass", f.zero_mass()}, {"smallest_eigenvalue", f.smallest}, {"largest_eigenvalue", f.largest},
            {"largest_step", 2 / f.largest}, {"best_step", 2 / (f.smallest + f.largest)},
            {"best_rate", (f.largest - f.smallest) / (f.largest + f.smallest)}};
}

std::vector<DensityCell> fifths(const KnownDensity& f) {
    return in_cells(f, [](const Bulk& b) { return std::clamp(int(b.count / 8), 1, 5); });
}

std::vector<DensityCell> histogram(const KnownDensity& f, int cells) {
    return in_cells(f, [&](const Bulk& b) { return std::max(1, std::min(int(b.count / 8), std::max(4, int(std::lround(cells * b.count / f.matrix))))); });
}

Verdict judge_histogram(const std::vector<DensityCell>& cells, const KnownDensity& f, double tolerance) {
    std::vector<Measured> measured;
    for (const DensityCell& c : cells)
        measured.push_back({c.mass, c.share, c.standard_error, int(f.trial.size()), 0, false, f.trial, c.value});
    return judge(measured, tolerance, Together::not_tested);  // shares add up to one
}

double outside(const KnownDensity& f) {
    double all = 0, inside = 0;
    for (const std::vector<double>& eigenvalues : f.drawn) {
        all += double(eigenvalues.size());
        for (const Bulk& b : f.bulks.bulks)
            inside += double(std::upper_bound(eigenvalues.begin(), eigenvalues.end(), b.right) - std::lower_bound(eigenvalues.begin(), eigenvalues.end(), b.left));
    }
    return all > 0 ? 1 - inside / all : 0;
}

Series density_line(const KnownDensity& f, bool of_log) {
    Series line{.style = Series::Style::line};
    std::size_t i = 0;
    for (const Bulk& b : f.bulks.bulks) {
        for (; i < f.points.size() && f.points[i].eigenvalue <= b.right; ++i) {
            line.x.push_back(f.points[i].eigenvalue);
            line.y.push_back(f.points[i].density * (of_log ? f.points[i].eigenvalue : 1));
        }
        line.x.push_back(b.right);
        line.y.push_back(infinite<>);  // the line breaks between the bulks
    }
    return line;
}

Series density_points(const std::vector<DensityCell>& cells, bool of_log) {
    Series seen{.style = Series::Style::points};
    for (const DensityCell& c : cells) {
        if (!(c.right > c.left)) continue;  // a bulk of one point
        const double size = of_log ? std::log(c.right / c.left) : c.right - c.left;
        seen.x.push_back(of_log ? std::sqrt(c.left * c.right) : (c.left + c.right) / 2);
        seen.y.push_back(c.share / size);
        seen.error.push_back(c.standard_error / size);
    }
    return seen;
}

}  // namespace lazyrisk::app
