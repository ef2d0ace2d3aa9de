// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/density.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <numbers>

#include "lazyrisk/measure/kept_trials.hpp"
#include "lazyrisk/measure/measure.hpp"
#include "lazyrisk/simulate/arithmetic.hpp"
#include "lazyrisk/simulate/drawn_eigenvalues.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

void draw_beside(KnownDensity& f, const DensityOptions& o, const Question& q, const Answer& answer, const Host& host) {
    const Setting& sizes = answer.setting;
    require_drawable(q, sizes, "leave the simulation out");
    const Realization world = world_of(q, sizes.width, false);
    const int width = is_infinite(sizes.width) ? 0 : int(sizes.width);
    const double n = sizes.samples;
    const TrialPlan plan{
        .points = 1,
        .trials = o.simulation.trials,
        .memory = 8 * n * (2 * n + width),
        .run =
            [&](std::uint64_t trial, std::span<const std::size_t>) {
                return std::vector<Seen>{drawn_eigenvalues(world, int(n), width, o.simulation.seed, trial)};
            },
        .interrupted = host.interrupted};
    SeenTrials seen =
        kept_trials({eigenvalues_text({q, answer, {}})}, keepable(o.simulation, q), o.threads, host)(plan).front();
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
    const double left = i == 0 ? b.left : points[i - 1].eigenvalue,
                 right = i == below.size() ? b.right : points[i].eigenvalue;
    const double m0 = i == 0 ? 0 : below[i - 1], m1 = i == below.size() ? mass : below[i];
    return m1 > m0 ? left + (right - left) * (mass - m0) / (m1 - m0) : right;
}

/// Half the width of a cell in which an outlier's Gaussian has its largest height.
double half_width(const Outlier& o) { return o.deviation * std::sqrt(std::numbers::pi / 2); }

/// A bulk or an outlier.
struct Site {
    double left, right, count;
    const Bulk* bulk = nullptr;
    double clear = 0;  ///< how far the next site has to be
    [[nodiscard]] double lowest() const { return bulk ? left : (left + right) / 2; }
    [[nodiscard]] double highest() const { return bulk ? right : (left + right) / 2; }
};

/// Ascending. An outlier close to a neighbour is counted there.
std::vector<Site> sites(const KnownDensity& f) {
    std::vector<Site> list;
    for (const Bulk& b : f.bulks.bulks) list.push_back({b.left, b.right, b.count, &b});
    for (const Outlier& o : f.outliers)
        if (!is_infinite(o.place))
            list.push_back({o.place - half_width(o), o.place + half_width(o), o.count, nullptr, 4 * o.deviation});
    std::sort(list.begin(), list.end(),
              [](const Site& a, const Site& b) { return a.lowest() + a.highest() < b.lowest() + b.highest(); });
    for (std::size_t i = 0; i + 1 < list.size();) {
        Site &a = list[i], &b = list[i + 1];
        if ((a.bulk && b.bulk) || b.lowest() - a.highest() > std::max(a.clear, b.clear)) {
            ++i;
            continue;
        }
        if (!a.bulk && !b.bulk) b.left = std::min(a.left, b.left), b.clear = std::max(a.clear, b.clear);
        Site& host = a.bulk ? a : b;
        host.count = a.count + b.count;
        list.erase(list.begin() + std::ptrdiff_t(a.bulk ? i + 1 : i));
    }
    return list;
}

/// A histogram with so many cells in each bulk.
std::vector<DensityCell> in_cells(const KnownDensity& f, const std::function<int(const Bulk&)>& cells) {
    std::vector<DensityCell> list;
    std::vector<double> bounds;  // of the cells with everything between the bulks, one more than cells
    const auto whole = [](double count) {
        return std::abs(count - std::round(count)) < 1e-6 ? std::round(count) : count;
    };
    const bool zeros = f.zero_mass() > 0;
    if (zeros) {
        bounds.push_back(-infinite<>);
        list.push_back({0, 0, whole(f.bulks.zero) / f.matrix, 0, 0});
    }
    std::optional<double> before;  // right end of the site below
    for (const Site& site : sites(f)) {
        const double low = std::max(site.left, 0.0);
        if (!before && zeros) before = low * 1e-6;
        bounds.push_back(before ? std::sqrt(*before * low) : -infinite<>);
        before = site.right;
        if (!site.bulk) {
            list.push_back({low, site.right, whole(site.count) / f.matrix, 0, 0});
            continue;
        }
        const Bulk& b = *site.bulk;
        std::vector<DensityPoint> inside;
        for (const DensityPoint& p : f.points)
            if (p.eigenvalue >= b.left && p.eigenvalue <= b.right) inside.push_back(p);
        const double mass = whole(site.count) / f.matrix;
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
            const auto below = [&](double s) {
                return double(std::lower_bound(eigenvalues.begin(), eigenvalues.end(), s) - eigenvalues.begin());
            };
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
        c.standard_error = std::max(all.estimate().standard_error,
                                    std::sqrt(fraction * (1 - fraction) / double(c.value.size())) / f.matrix);
    }
    return list;
}

}  // namespace

KnownDensity density_of(const Question& q, const DensityOptions& o, Answers& answers, const Host& host) {
    if (o.of != "kernel" && o.of != "features")
        throw DomainError("of", o.of, "expected kernel (K/n) or features (S^T S/(n p))");
    const Setting sizes = setting(q);
    if (is_infinite(sizes.samples))
        throw DomainError("samples", "inf", "a sample kernel matrix has finitely many samples");
    if (o.of == "features" && is_infinite(sizes.width))
        throw DomainError("of", o.of, "there are infinitely many features; `of = kernel` has the same eigenvalues");
    const std::shared_ptr<const KnownModel> known = answers.known(q);
    // levels as far as the smallest eigenvalues need them
    const Spectrum<>& rough = known->model.coarsest().spectrum;
    if (rough.blocks && !is_infinite(sizes.width))
        throw NotCovered("the density of a neural tangent of finite width is not covered; `width = inf` is");
    require_one_layer(rough, "the density");
    require_alike_samples(*known, "the density");
    double trace = rough.tail;
    for (const Level<>& level : rough.levels) trace += level.mass;
    const Resolved::Stage& stage = known->model.resolving({{sizes.samples, sizes.width}, 1e-9 * trace, 0, 1});

    KnownDensity f;
    const Sizes<> order{sizes.samples, sizes.width};
    const Functions functions = known->functions_of_density();
    const Arrangement found = arrangement(stage.spectrum, order, functions);
    f.bulks = found.bulks;
    f.outliers = found.outliers;
    if (f.bulks.bulks.empty() && f.outliers.empty())
        throw DomainError("every eigenvalue of this kernel is zero: there is no density");
    f.points = density(found.degrees, order, f.bulks, o.points);
    f.matrix = sizes.samples;
    if (o.of == "features") {  // p eigenvalues instead of n
        f.matrix = sizes.width;
        f.bulks.zero += sizes.width - sizes.samples;
        for (DensityPoint& p : f.points) p.density *= sizes.samples / sizes.width;
    }
    f.smallest = infinite<>;
    if (!f.bulks.bulks.empty()) f.smallest = f.bulks.bulks.front().left;
    if (!f.outliers.empty()) f.smallest = std::min(f.smallest, f.outliers.front().place);
    f.largest = largest_of(found, stage.spectrum, order, functions);
    if (o.simulation.trials > 0) {
        Answer answer;
        answer.setting = sizes;
        draw_beside(f, o, q, answer, host);
    }
    return f;
}

std::vector<std::pair<std::string, double>> density_facts(const KnownDensity& f) {
    const double high = f.largest.limit, low = f.smallest;
    std::vector<std::pair<std::string, double>> facts{
        {"zero_mass", f.zero_mass()},
        {"smallest_eigenvalue", low},
        {"largest_eigenvalue", high},
        {"largest_deviation", f.largest.deviation},
        {"largest_step", 2 / high},
        {"best_step", 2 / (low + high)},
        {"best_rate", is_infinite(high) ? 1 : (high - low) / (high + low)}};
    if (!f.drawn.empty()) facts.emplace_back("outside", outside(f));
    return facts;
}

std::vector<Row> bulk_rows(const KnownDensity& f) {
    std::vector<Row> rows;
    for (const Bulk& b : f.bulks.bulks)
        rows.push_back({b.left, b.right, b.count / f.matrix, b.count, std::string("bulk"), Cell()});
    for (const Outlier& o : f.outliers)
        rows.push_back({o.place, o.place, o.count / f.matrix, o.count, std::string("outlier"), o.deviation});
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return std::get<double>(a[0]) < std::get<double>(b[0]); });
    return rows;
}

std::vector<DensityCell> fifths(const KnownDensity& f) {
    return in_cells(f, [](const Bulk& b) { return std::clamp(int(b.count / 8), 1, 5); });
}

std::vector<DensityCell> histogram(const KnownDensity& f, int cells) {
    return in_cells(f, [&](const Bulk& b) {
        return std::max(1, std::min(int(b.count / 8), std::max(4, int(std::lround(cells * b.count / f.matrix)))));
    });
}

std::optional<Measured> largest_drawn(const KnownDensity& f) {
    if (f.drawn.empty() || is_infinite(f.largest.limit)) return {};
    Accumulator all;
    for (const std::vector<double>& eigenvalues : f.drawn) all.add(eigenvalues.back());
    const int trials = int(f.drawn.size());
    const double error =
        std::max(trials > 1 ? all.estimate().standard_error : 0.0, f.largest.deviation / std::sqrt(double(trials)));
    return Measured{f.largest.mean, all.estimate().mean, error, trials};
}

std::string sentence_of_largest(const KnownDensity& f, double tolerance) {
    const std::optional<Measured> m = largest_drawn(f);
    if (!m) return "";
    const Judgement j = judge({*m}, tolerance).points.front();
    return fmt::format(
        "largest eigenvalue: {:.6g} with standard error {:.2g}, in theory {:.6g} with deviation {:.2g} a matrix: z "
        "{:.2f}, {}",
        m->mean, m->standard_error, m->theory, f.largest.deviation, j.z, j.verdict);
}

Verdict judge_histogram(const std::vector<DensityCell>& cells, const KnownDensity& f, double tolerance) {
    std::vector<Measured> measured;
    for (const DensityCell& c : cells)
        measured.push_back({c.mass, c.share, c.standard_error, int(f.trial.size()), 0, false, f.trial, c.value});
    std::vector<double> largest;
    if (std::optional<Measured> top = largest_drawn(f)) {
        for (const std::vector<double>& eigenvalues : f.drawn) largest.push_back(eigenvalues.back());
        top->trial = f.trial;
        top->value = largest;
        measured.push_back(*top);
    }
    return judge(measured, tolerance, Together::not_tested);  // shares add up to one
}

double outside(const KnownDensity& f) {
    double all = 0, inside = 0;
    const bool zeros = f.zero_mass() > 0;
    const auto known = [&](double s) {
        return (zeros && s < 1e-12 * f.largest.limit) ||  // zero but for rounding
               std::any_of(f.bulks.bulks.begin(), f.bulks.bulks.end(),
                           [&](const Bulk& b) { return s >= b.left && s <= b.right; }) ||
               std::any_of(f.outliers.begin(), f.outliers.end(),
                           [&](const Outlier& o) { return std::abs(s - o.place) <= 4 * o.deviation + 1e-9 * o.place; });
    };
    for (const std::vector<double>& eigenvalues : f.drawn) {
        all += double(eigenvalues.size());
        inside += double(std::count_if(eigenvalues.begin(), eigenvalues.end(), known));
    }
    return all > 0 ? 1 - inside / all : 0;
}

DrawnSeries density_line(const KnownDensity& f, bool of_log) {
    DrawnSeries line{.style = DrawnSeries::Style::line};
    std::size_t i = 0;
    for (const Bulk& b : f.bulks.bulks) {
        for (; i < f.points.size() && f.points[i].eigenvalue <= b.right; ++i) {
            line.x.push_back(f.points[i].eigenvalue);
            line.y.push_back(f.points[i].density * (of_log ? f.points[i].eigenvalue : 1));
        }
        line.x.push_back(b.right);
        line.y.push_back(infinite<>);  // the line breaks between the bulks
    }
    for (const Outlier& o : f.outliers) {
        if (!(o.deviation > 0)) continue;
        constexpr int steps = 24;
        for (int k = -steps; k <= steps; ++k) {
            const double t = 3.0 * k / steps, place = o.place + t * o.deviation;
            if (!(place > 0)) continue;
            const double height =
                o.count / f.matrix * std::exp(-t * t / 2) / (o.deviation * std::sqrt(2 * std::numbers::pi));
            line.x.push_back(place);
            line.y.push_back(height * (of_log ? place : 1));
        }
        line.x.push_back(o.place + 3 * o.deviation);
        line.y.push_back(infinite<>);
    }
    return line;
}

DrawnSeries density_points(const std::vector<DensityCell>& cells, bool of_log) {
    DrawnSeries seen{.style = DrawnSeries::Style::points};
    for (const DensityCell& c : cells) {
        if (!(c.right > c.left)) continue;  // a bulk of one point
        const double size = of_log ? std::log(c.right / c.left) : c.right - c.left;
        seen.x.push_back(of_log ? std::sqrt(c.left * c.right) : (c.left + c.right) / 2);
        seen.y.push_back(c.share / size);
        seen.error.push_back(c.standard_error / size);
    }
    return seen;
}

}  // namespace lazyrisk
