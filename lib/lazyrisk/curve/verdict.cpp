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

}  // namespace

Verdict judge(const std::vector<Measured>& points, double tolerance) {
    Verdict v;
    v.points.resize(points.size());
    std::set<unsigned long long> draws;
    std::vector<std::size_t> order;
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
        j.z = difference == 0 ? 0 : m.standard_error > 0 ? difference / m.standard_error : difference / (1e-12 * std::abs(m.theory) + 1e-300);
        j.relative_deviation = difference == 0 ? 0 : difference / m.theory;
        j.p_value = two_sided(j.z, m.trials);
        order.push_back(i);
        draws.insert(m.draw);
        squares += j.z * j.z;
        v.largest_z = std::max(v.largest_z, std::abs(j.z));
    }
    v.judged = int(order.size());
    v.independent = int(draws.size());
    v.rms_z = order.empty() ? 0 : std::sqrt(squares / double(order.size()));
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return v.points[a].p_value < v.points[b].p_value; });
    double running = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        Judgement& j = v.points[order[rank]];
        running = std::max(running, std::min(1.0, double(order.size() - rank) * j.p_value));
        j.adjusted_p_value = running;
        const bool differs = running < significant;
        j.verdict = !differs ? "agrees" : std::abs(j.relative_deviation) <= tolerance ? "finite-size" : "disagrees";
        v.finite_size += j.verdict == "finite-size";
        v.disagreeing += j.verdict == "disagrees";
    }
    if (!order.empty()) v.smallest_adjusted_p = v.points[order.front()].adjusted_p_value;
    return v;
}

std::string Verdict::sentence(double tolerance) const {
    const std::string looked = fmt::format("{} point{} ({} independent draw{}), rms z {:.2f}, largest |z| {:.2f}, joint p {:.2g}", judged,
                                           judged == 1 ? "" : "s", independent, independent == 1 ? "" : "s", rms_z, largest_z,
                                           smallest_adjusted_p);
    if (judged == 0) return "nothing to compare: the theory is infinite at every point";
    if (disagreeing > 0)
        return fmt::format("theory and simulation disagree at {} of {}; deviations above {:g} %", disagreeing, looked, 100 * tolerance);
    if (finite_size > 0)
        return fmt::format("theory and simulation agree up to finite size: {}; {} differ significantly, all within {:g} %", looked,
                           finite_size, 100 * tolerance);
    return "theory and simulation agree: " + looked;
}

}  // namespace lazyrisk
