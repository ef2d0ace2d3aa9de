#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>

#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/spectrum/structured.hpp"
#include "reference.hpp"

using namespace lazyrisk;

TEST_SUITE("spectrum/spiked") {

TEST_CASE("scratch") {
    const auto ntk = [](long double t) {
        const long double angle = std::acos(t), pi = std::acos(-1.0L);
        return (t * (pi - angle) + std::sqrt(1 - t * t)) / pi + t * (1 - angle / pi);
    };
    for (int K : {12, 40}) {
        auto t0 = std::chrono::steady_clock::now();
        SpikedKernel m{{64, 8, 8}, Profile{"ntk", ntk}};
        auto s = diagonalize(m, K);
        double t = std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count();
        std::printf("K %d time %.2f tail %.6g +- %.2g largest %.3g levels %zu\n", K, t, s.tail, s.tail_error, s.tail_largest, s.levels.size());
        for (auto& l : s.levels) if (l.mode.degree < 7 && l.mode.second < 3) std::printf("%d:%d %.15g B %.0f err %.2g\n", l.mode.degree, l.mode.second, l.eigenvalue, l.multiplicity, l.mass ? l.mass_error / l.mass : -1);
    }
    for (const auto& row : reference::table("dynamics_spiked.csv")) {
        const auto n = [&](const char* c) { return std::stod(row.at(c)); };
        Problem<SpikedKernel> p{.model = {{n("d"), n("ds"), n("r2")}, Profile{"ntk", ntk}}, .target = {{{1, .5}, {2, .4}, {3, .1}}, 0}, .samples = n("n"), .ridge = Ridge<>::per_sample(n("lam")), .noise_variance = n("noise_var")};
        auto r = risk(p);
        std::printf("%s %.10g bound %.2g\n", row.at("risk_eq").c_str(), r.excess_risk, r.error_bound);
    }
}

}
