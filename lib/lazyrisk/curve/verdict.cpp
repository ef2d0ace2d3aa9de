#include "lazyrisk/curve/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <set>

namespace lazyrisk {
namespace {

constexpr double significant = 0.01;

double two_sided(double z, int trials) {
    if (trials < 2 || std::isinf(z)) return std::isinf(z) ? 0 : 1;
    return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(trials - 1), std::abs(z)));
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

}  // namespace

Verdict judge(const std::vector<Measured>& points, double tolerance) {
    Verdict v;
    v.points.resize(points.size());
    std::set<unsigned long long> draws;
    std::vector<std::size_t> judged;
    std::vector<double> p, p_beyond;  // of the deviation, and of its part beyond the tolerance
    double squares = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Measured& m = points[i];
        Judgement& j = v.points[i];
        if (std::isinf(m.theory)) {
            j.verdict = "pole";
            continue;
        }
        const double difference = m.mean - m.theory;
        // a measurement without spread (a risk of exactly zero) is judged by rounding
        const double error = m.standard_error > 0 ? m.standard_error : 1e-12 * std::abs(m.theory) + 1e-300;
        j.z = difference == 0 ? 0 : difference / error;
        j.relative_deviation = difference == 0 ? 0 : difference / m.theory;
        j.p_value = two_sided(j.z, m.trials);
        p.push_back(j.p_value);
        p_beyond.push_back(two_sided(std::max(0.0, std::abs(difference) - tolerance * std::abs(m.theory)) / error, m.trials));
        judged.push_back(i);
        draws.insert(m.draw);
        squares += j.z * j.z;
        v.largest_z = std::max(v.largest_z, std::abs(j.z));
    }
    v.judged = int(judged.size());
    v.independent = int(draws.size());
    v.rms_z = judged.empty() ? 0 : std::sqrt(squares / double(judged.size()));
    const std::vector<double> adjusted = holm(p), adjusted_beyond = holm(p_beyond);
    for (std::size_t k = 0; k < judged.size(); ++k) {
        Judgement& j = v.points[judged[k]];
        j.adjusted_p_value = adjusted[k];
        v.smallest_adjusted_p = std::min(v.smallest_adjusted_p, adjusted[k]);
        j.verdict = adjusted_beyond[k] < significant ? "disagrees" : adjusted[k] < significant ? "finite-size" : "agrees";
        v.finite_size += j.verdict == "finite-size";
        v.disagreeing += j.verdict == "disagrees";
    }
    return v;
}

std::string Verdict::sentence(double tolerance) const {
    const std::string looked = fmt::format("{} point{} ({} independent draw{}), rms z {:.2f}, largest |z| {:.2f}, joint p {:.2g}", judged,
                                           judged == 1 ? "" : "s", independent, independent == 1 ? "" : "s", rms_z, largest_z,
                                           smallest_adjusted_p);
    if (judged == 0) return "nothing to compare: the theory is infinite at every point";
    if (disagreeing > 0)
        return fmt::format("theory and simulation disagree at {} of {}; the tolerance is {:g} %", disagreeing, looked, 100 * tolerance);
    if (finite_size > 0)
        return fmt::format("theory and simulation agree up to finite size: {}; {} differ{} significantly, none by significantly more "
                           "than {:g} %", looked, finite_size, finite_size == 1 ? "s" : "", 100 * tolerance);
    return "theory and simulation agree: " + looked;
}

}  // namespace lazyrisk
