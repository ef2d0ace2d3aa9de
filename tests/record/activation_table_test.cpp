// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/activation_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nearly.hpp"

using namespace lazyrisk;

TEST_SUITE("record/activation_table") {
    TEST_CASE("[golden] the Hermite coefficients of relu are known in closed form") {
        const ActivationTable table;
        const auto row =
            std::find_if(table.rows.begin(), table.rows.end(), [](const Row& r) { return r[0] == Cell("relu"); });
        REQUIRE(row != table.rows.end());
        REQUIRE(row->size() == table.columns.size());
        const double mu_0 = 1 / std::sqrt(2 * std::numbers::pi);
        const std::vector<double> mu{mu_0, 0.5, mu_0, 0, -mu_0};
        for (std::size_t k = 0; k < mu.size(); ++k) {
            CAPTURE(k);
            CHECK(std::get<double>((*row)[2 + k]) == nearly(mu[k], 1e-14, 1e-15));
        }
        CHECK(std::get<double>(row->back()) == nearly(0.25 - mu_0 * mu_0, 1e-14));  // E relu^2 = 1/2
    }

    TEST_CASE("[identity] a reader is told what the columns mean, each format in its own place") {
        const ActivationTable table;
        CHECK(table.text({Format::text, {}, false}).starts_with("mu_k = E s(G) He_k(G); "));
        CHECK(table.text({Format::csv, {}, false}).starts_with("activation,meaning,mu_0,"));
        CHECK(table.text({Format::markdown, {}, false}).find("Activations and their Hermite coeff") !=
              std::string::npos);
    }
}
