// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/statistics/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <set>

#include "lazyrisk/words/counted.hpp"

namespace lazyrisk {
namespace {

constexpr double significant = 0.01;

/// A mean that many operations have rounded.
double rounding(const Measured& m) { return 1e-12 * std::max(std::abs(m.theory), std::abs(m.mean)) + 1e-300; }

/// Of a mean; of a share that all trials counted the same, of which they show no spread, that of counting.
double standard_error(const Measured& m) {
    if (m.standard_error > rounding(m) || !(m.counted > 0) || !(m.theory > 0 && m.theory < 1)) return m.standard_error;
    return std::sqrt(m.theory * (1 - m.theory) / m.counted);
}

double two_sided(double z, int trials) {
    if (trials < 2 || std::isinf(z)) return std::isinf(z) ? 0 : 1;
    return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(trials - 1), std::abs(z)));
}

/// How far off finite size may be.
double allowed(const Measured& m, double tolerance) { return m.own_error.value_or(tolerance * std::abs(m.theory)); }

/// Every trial saw the same: there is no chance to test against.
void judge_without_spread(Judgement& j, const Measured& m, double tolerance) {
    const double off = std::abs(m.mean - m.theory), unsure = rounding(m) + m.error_bound;
    j.has_spread = false;
    j.relative_deviation = off == 0 ? 0 : (m.mean - m.theory) / m.theory;
    j.p_value = j.adjusted_p_value = off > unsure ? 0 : 1;
    j.verdict = off <= unsure ? "agrees" : off <= unsure + allowed(m, tolerance) ? "finite-size" : "disagrees";
}

/// Holm's step-down adjustment: valid under any dependence between the points.
std::vector<double> holm(const std::vector<double>& p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });
    std::vector<double> adjusted(p.size());
    double running = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        running = std::max(running, std::min(1.0, double(order.size() - rank) * p[order[rank]]));
        adjusted[order[rank]] = running;
    }
    return adjusted;
}

/// The points that have a spread, and what tests of them are made of.
struct Judged {
    std::vector<std::size_t> points;
    std::vector<double> p, p_beyond;  ///< of the deviation, and of its part beyond the tolerance
};

/// Each point by itself.
Judged judge_alone(Verdict& v, const std::vector<Measured>& points, double tolerance) {
    Judged judged;
    std::set<unsigned long long> draws;
    double squares = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Measured& m = points[i];
        Judgement& j = v.points[i];
        if (std::isinf(m.theory) || m.heavy_tailed) {
            j.verdict = std::isinf(m.theory) ? "pole" : "heavy-tailed";
            v.heavy_tailed += j.verdict == "heavy-tailed";
            continue;
        }
        ++v.judged;
        v.own_errors += m.own_error.has_value();
        draws.insert(m.draw);
        if (!(m.standard_error > rounding(m))) {
            judge_without_spread(j, m, tolerance);
            ++v.without_spread;
            v.finite_size += j.verdict == "finite-size";
            v.disagreeing += j.verdict == "disagrees";
            continue;
        }
        const double difference = m.mean - m.theory, error = m.standard_error;
        j.z = difference == 0 ? 0 : difference / error;
        j.relative_deviation = difference == 0 ? 0 : difference / m.theory;
        j.p_value = two_sided(j.z, m.trials);
        judged.p.push_back(j.p_value);
        judged.p_beyond.push_back(
            two_sided(std::max(0.0, std::abs(difference) - allowed(m, tolerance)) / error, m.trials));
        judged.points.push_back(i);
        squares += j.z * j.z;
        v.largest_z = std::max(v.largest_z, std::abs(j.z));
    }
    v.independent = int(draws.size());
    v.rms_z = judged.points.empty() ? 0 : std::sqrt(squares / double(judged.points.size()));
    return judged;
}

/// How many independent points they are worth, and the z-score of their sum.
void combine(Verdict& v, const std::vector<Measured>& points, const std::vector<std::size_t>& judged) {
    double z = 0, sum = 0, squared = 0;
    for (const std::size_t i : judged) {
        z += v.points[i].z;
        for (const std::size_t k : judged) {
            const double r = i == k ? 1 : correlation(points[i], points[k]);
            const double trials = double(std::min(points[i].value.size(), points[k].value.size()));
            sum += r;
            // an estimated correlation is never 0: what chance adds to its square is taken off
            squared += i == k || trials < 3 ? r * r : std::max(0.0, r * r - (1 - r * r) * (1 - r * r) / (trials - 1));
        }
    }
    v.effective = judged.empty() ? 0 : double(judged.size()) * double(judged.size()) / squared;
    v.combined_z = judged.empty() || !(sum > 0) ? 0 : z / std::sqrt(sum);
}

/// The verdicts on points with a spread, at one level of significance for all of them.
void judge_jointly(Verdict& v, const Judged& judged) {
    const std::vector<double> adjusted = holm(judged.p), adjusted_beyond = holm(judged.p_beyond);
    for (std::size_t k = 0; k < judged.points.size(); ++k) {
        Judgement& j = v.points[judged.points[k]];
        j.adjusted_p_value = adjusted[k];
        v.smallest_adjusted_p = std::min(v.smallest_adjusted_p, adjusted[k]);
        j.verdict = adjusted_beyond[k] < significant ? "disagrees"
                    : adjusted[k] < significant      ? "finite-size"
                                                     : "agrees";
        v.finite_size += j.verdict == "finite-size";
        v.disagreeing += j.verdict == "disagrees";
    }
}

}  // namespace

double correlation(const Measured& a, const Measured& b) {
    if (a.draw != b.draw) return 0;
    std::vector<double> x, y;
    for (std::size_t i = 0, k = 0; i < a.trial.size() && k < b.trial.size();) {
        if (a.trial[i] == b.trial[k]) {
            x.push_back(a.value[i++]);
            y.push_back(b.value[k++]);
        } else if (a.trial[i] < b.trial[k])
            ++i;
        else
            ++k;
    }
    if (x.size() < 3) return 0;
    const auto centre = [](std::vector<double>& v) {
        const double mean = std::accumulate(v.begin(), v.end(), 0.0) / double(v.size());
        for (double& value : v) value -= mean;
    };
    centre(x);
    centre(y);
    const auto dot = [](const std::vector<double>& u, const std::vector<double>& v) {
        return std::inner_product(u.begin(), u.end(), v.begin(), 0.0);
    };
    const double scale = std::sqrt(dot(x, x) * dot(y, y));
    return scale > 0 ? dot(x, y) / scale : 0;
}

Verdict judge(const std::vector<Measured>& given, double tolerance, Together together) {
    std::vector<Measured> points = given;
    for (Measured& m : points) m.standard_error = standard_error(m);
    Verdict v;
    v.points.resize(points.size());
    const Judged judged = judge_alone(v, points, tolerance);
    combine(v, points, judged.points);
    judge_jointly(v, judged);
    if (together == Together::not_tested) return v;
    double farthest = judged.points.empty() ? tolerance : 0;  // what any of them may be off
    for (const std::size_t i : judged.points)
        farthest = std::max(
            farthest, points[i].theory == 0 ? tolerance : allowed(points[i], tolerance) / std::abs(points[i].theory));
    v.common = common_deviation(points, judged.points, farthest);
    const std::vector<double> joint = holm({v.smallest_adjusted_p, v.common.sign_p, v.common.factor_p});
    v.common_p = std::min(joint[1], joint[2]);
    v.common_finite_size = v.common_p < significant;
    v.common_disagrees = holm({v.smallest_adjusted_p, v.common.sign_p, v.common.beyond_p})[2] < significant;
    return v;
}

std::string Verdict::word() const {
    return disagreements() > 0 ? "disagrees" : finite_size > 0 || common_finite_size ? "finite-size" : "agrees";
}

namespace {

/// What a point may be off.
std::string tolerance_text(const Verdict& v, double tolerance) {
    const std::string flat = fmt::format("{:g} %", 100 * tolerance);
    if (v.own_errors == 0) return flat;
    const std::string own = "the theory's own estimate of its error";
    return v.own_errors == v.judged ? own : own + ", or " + flat + " where it has none";
}

}  // namespace

std::string Verdict::sentence(double tolerance, std::string_view beside) const {
    const std::string most = tolerance_text(*this, tolerance);
    if (judged == 0)
        return heavy_tailed ? "nothing to compare: every point is heavy-tailed; read the medians, or use a larger ridge"
                            : "nothing to compare: the theory is infinite at every point";
    std::string looked = counted(std::uint64_t(judged), "point"), chance;
    if (judged > independent)
        looked += independent == 1 ? " that share their trials" : fmt::format(" from {} sets of trials", independent);
    if (judged > without_spread) {
        chance = fmt::format(" (p = {:.2g})", smallest_adjusted_p);
        looked += fmt::format(", largest deviation {:.2f} standard errors", largest_z);
    }
    if (without_spread > 0)
        looked += fmt::format(
            "; {}the same in every trial: the difference is measured against rounding and the theory's error bound",
            without_spread == judged ? "" : fmt::format("{} of them ", without_spread));
    if (heavy_tailed) looked += fmt::format("; {} not judged, heavy-tailed", heavy_tailed);
    if (disagreeing > 0)
        return fmt::format("theory and {} disagree{} at {} of {}; the tolerance is {}", beside, chance, disagreeing,
                           looked, most);
    // no point says it alone
    const std::string all = fmt::format(
        "together they are {:.4g} +- {:.2g} times the theory{} (p {:.2g})", common.factor, common.factor_error,
        common.groups > 1 ? fmt::format(", {} of {} above it", common.above, common.groups) : "", common_p);
    if (common_disagrees)
        return fmt::format("theory and {} disagree: {}; {}, significantly more than {}", beside, looked, all, most);
    if (finite_size > 0)
        return fmt::format(
            "theory and {} agree up to finite size: {}; {} differ{} significantly{}, none by significantly "
            "more than {}",
            beside, looked, finite_size, finite_size == 1 ? "s" : "", chance, most);
    if (common_finite_size)
        return fmt::format(
            "theory and {} agree up to finite size: {}; no point differs significantly, but {}, not "
            "significantly more than {}",
            beside, looked, all, most);
    return fmt::format("theory and {} agree{}: {}", beside, chance, looked);
}

std::string Verdict::details() const {
    if (judged == without_spread) return "";
    std::string text = fmt::format("rms z {:.2f}, combined z {:.2f}", rms_z, combined_z);
    if (judged > independent) text += fmt::format(", the points are worth {:.1f} independent ones", effective);
    return text;
}

}  // namespace lazyrisk
