// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/spectrum_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "answer/asked.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "record/recorded.hpp"

using namespace lazyrisk;

namespace {

/// A table whose cells are asked for by column.
struct Table : SpectrumTable {
    explicit Table(const Fields& fields, const std::string& degrees)
        : SpectrumTable(spectrum_table(asked(fields), degrees)) {}
    [[nodiscard]] const Cell& cell(std::size_t row, const std::string& column) const {
        const auto found = std::find(columns.begin(), columns.end(), column);
        REQUIRE(found != columns.end());
        return rows.at(row).at(std::size_t(found - columns.begin()));
    }
    [[nodiscard]] double at(std::size_t row, const std::string& column) const {
        const double* number = std::get_if<double>(&cell(row, column));
        REQUIRE_MESSAGE(number, column);
        return *number;
    }
    [[nodiscard]] std::vector<std::string> column(const std::string& name) const {
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < rows.size(); ++i) texts.push_back(shown(cell(i, name)));
        return texts;
    }
};

using Names = std::vector<std::string>;

/// What the columns of one degree say of each other.
void check_columns(const Table& t, std::size_t i, double tolerance = 1e-14) {
    const double eigenvalue = t.at(i, "eigenvalue"), multiplicity = t.at(i, "multiplicity");
    CHECK(t.at(i, "coefficient") * t.at(i, "coefficient") == nearly(eigenvalue, tolerance));
    CHECK(t.at(i, "amplitude") * t.at(i, "amplitude") == nearly(t.at(i, "mass"), tolerance));
    CHECK(eigenvalue * multiplicity == nearly(t.at(i, "mass"), tolerance));
    CHECK(t.at(i, "log10_multiplicity") == nearly(std::log10(multiplicity), tolerance, 1e-14));
    if (eigenvalue > 0) CHECK(t.at(i, "log10_eigenvalue") == nearly(std::log10(eigenvalue), tolerance, 1e-14));
    CHECK(t.at(i, "error") >= 0);
    CHECK(t.at(i, "error") <= 1e-12);
}

double total(const Table& t) {
    double sum = 0;
    for (std::size_t i = 0; i < t.rows.size(); ++i) sum += t.at(i, "mass");
    return sum;
}

}  // namespace

TEST_SUITE("record/spectrum_table") {
    TEST_CASE("[identity] an activation at finite dimension: columns of one another, the trace as a whole") {
        const Table t({{"dim", "10"}}, "0:12");
        CHECK(t.columns == Names{"model", "activation", "dim", "degree", "coefficient", "amplitude", "eigenvalue",
                                 "multiplicity", "log10_multiplicity", "log10_eigenvalue", "mass", "hermite", "error"});
        REQUIRE(t.rows.size() == 14);
        for (std::size_t i = 0; i <= 12; ++i) {
            CAPTURE(i);
            CHECK(t.at(i, "degree") == double(i));
            CHECK(shown(t.cell(i, "model")) == "random-features");
            CHECK(shown(t.cell(i, "activation")) == "relu");
            CHECK(t.at(i, "dim") == 10);
            check_columns(t, i);
        }
        CHECK(shown(t.cell(13, "degree")) == "tail");
        CHECK(t.at(13, "dim") == 10);
        for (const char* none : {"coefficient", "amplitude", "eigenvalue", "multiplicity", "log10_multiplicity",
                                 "log10_eigenvalue", "hermite"})
            CHECK(shown(t.cell(13, none)) == "-");
        CHECK(t.at(13, "mass") > 0);
        CHECK(t.at(13, "error") > 0);
        CHECK(total(t) == nearly(0.5, 1e-14));  // E max(x,0)^2 with E x^2 = 1
        CHECK(t.warning.empty());
        // B(10,k) by hand; E max(x,0) x = 1/2; odd degrees beyond vanish exactly, with their sign of nothing
        for (const auto& [k, count] : std::vector<std::pair<std::size_t, double>>{{0, 1}, {1, 10}, {2, 54}, {3, 210}})
            CHECK(t.at(k, "multiplicity") == nearly(count, 1e-15));
        CHECK(t.at(1, "amplitude") == nearly(0.5, 1e-15));
        CHECK(t.at(3, "amplitude") == 0);
        CHECK(t.at(3, "coefficient") == 0);
        CHECK(t.at(3, "eigenvalue") == 0);
        CHECK(t.at(3, "log10_eigenvalue") == -infinite<>);
        CHECK(t.at(3, "error") == 0);
        // mu_k/sqrt(k!): 1/sqrt(2 pi), 1/2, half of the first's over sqrt(2)^-1, and a minus sign in degree 4
        const double pi = std::acos(-1.0);
        CHECK(t.at(0, "hermite") == nearly(1 / std::sqrt(2 * pi), 1e-15));
        CHECK(t.at(1, "hermite") == 0.5);
        CHECK(t.at(2, "hermite") == nearly(1 / std::sqrt(4 * pi), 1e-15));
        CHECK(t.at(4, "hermite") == nearly(-1 / std::sqrt(48 * pi), 1e-15));
        for (const char* column : {"coefficient", "amplitude", "hermite"}) {
            CHECK(t.at(4, column) < 0);
            CHECK(t.at(2, column) > 0);
        }
    }

    TEST_CASE("[identity] degrees from .. to are those of the longer list; what lies below them is not in the tail") {
        const Table all({{"dim", "10"}}, "6"), some({{"dim", "10"}}, "2:6"), one({{"dim", "10"}}, "4:4");
        CHECK(all.column("degree") == Names{"0", "1", "2", "3", "4", "5", "6", "tail"});
        CHECK(some.column("degree") == Names{"2", "3", "4", "5", "6", "tail"});
        CHECK(one.column("degree") == Names{"4", "tail"});
        CHECK(std::equal(some.rows.begin(), some.rows.end(), all.rows.begin() + 2));
        CHECK(one.rows.front() == all.rows[4]);
        CHECK(Table({{"dim", "10"}}, "0").column("degree") == Names{"0", "tail"});
        const Fields kernel{{"model", "kernel"}, {"kernel", "nngp"}, {"dim", "10"}};
        CHECK(Table(kernel, "2:4").column("degree") == Names{"2", "3", "4", "tail"});
        CHECK(Table({{"model", "kernel"}, {"kernel", "nngp"}}, "2:4").column("degree") == Names{"2", "3", "4", "tail"});
    }

    TEST_CASE("[identity] the limit of an activation: amplitudes of Hermite, nothing left of an eigenvalue") {
        const Table t({{"activation", "relu"}}, "4");
        for (std::size_t k = 0; k <= 4; ++k) {
            CHECK(t.at(k, "dim") == infinite<>);
            CHECK(t.at(k, "amplitude") == t.at(k, "hermite"));
            CHECK(t.at(k, "mass") == nearly(t.at(k, "hermite") * t.at(k, "hermite"), 1e-15));
            CHECK(t.at(k, "multiplicity") == (k == 0 ? 1 : infinite<>));
            CHECK(t.at(k, "log10_multiplicity") == (k == 0 ? 0 : infinite<>));
            if (k == 0) continue;
            CHECK(t.at(k, "eigenvalue") == 0);
            CHECK(t.at(k, "coefficient") == 0);
            CHECK(t.at(k, "log10_eigenvalue") == -infinite<>);
        }
        CHECK(t.at(0, "eigenvalue") == nearly(t.at(0, "mass"), 1e-15));
        CHECK(t.at(0, "coefficient") == nearly(t.at(0, "amplitude"), 1e-15));
        CHECK(total(t) == nearly(0.5, 1e-14));
        // exp(x^2/4) has a mean square on every sphere and none in the limit
        CHECK(Table({{"activation", "exp(x^2/4)"}, {"dim", "10"}}, "1").column("hermite") == Names{"-", "-", "-"});
    }

    TEST_CASE("[identity] multiplicities beyond a double's range are there as logarithms") {
        const Table t({{"dim", "1e6"}, {"activation", "exp(x)"}}, "66:80");
        for (std::size_t i = 0; i + 1 < t.rows.size(); ++i) {
            CHECK(std::isfinite(t.at(i, "log10_multiplicity")));
            CHECK(t.at(i, "log10_eigenvalue") ==
                  nearly(2 * std::log10(t.at(i, "amplitude")) - t.at(i, "log10_multiplicity"), 1e-13));
        }
        // B(d,k) is d^k/k! but for terms of k^2/d
        CHECK(t.at(10, "log10_multiplicity") == nearly(76 * 6 - std::lgamma(77) / std::log(10), 1e-5));
        CHECK(t.at(10, "multiplicity") == infinite<>);
        CHECK(t.at(0, "multiplicity") < infinite<>);
    }

    TEST_CASE("[agreement] a kernel: the levels of its spectrum, with the options that make it") {
        const Fields fields{{"model", "kernel"}, {"kernel", "ntk"}, {"dim", "20"}, {"layers", "both"}};
        const Table t(fields, "5");
        CHECK(Names(t.columns.begin(), t.columns.begin() + 8) ==
              Names{"model", "activation", "bias_variance", "depth", "kernel", "layers", "weight_variance", "dim"});
        CHECK(shown(t.cell(0, "kernel")) == "ntk");
        CHECK(shown(t.cell(6, "weight_variance")) == "2");
        CHECK(shown(t.cell(0, "activation")) == "relu");
        const Spectrum<> s = diagonalize(std::get<DeepKernel>(model_of(asked(fields))), 5);
        REQUIRE(t.rows.size() == 7);
        for (std::size_t k = 0; k <= 5; ++k) {
            CHECK(t.at(k, "eigenvalue") == s.levels[k].eigenvalue);
            CHECK(t.at(k, "mass") == s.levels[k].mass);
            CHECK(t.at(k, "multiplicity") == s.levels[k].multiplicity);
            CHECK(shown(t.cell(k, "hermite")) == "-");
            check_columns(t, k);
            // sqrt(M + e) - sqrt(M) to first order, a rounding more
            if (s.levels[k].mass_error > 0) {
                const double e = s.levels[k].mass_error / (2 * std::sqrt(s.levels[k].mass));
                CHECK(t.at(k, "error") >= e);
                CHECK(t.at(k, "error") <= 1.01 * e + 2.3e-16 * t.at(k, "amplitude"));
            }
        }
        CHECK(t.at(6, "mass") == s.tail);
        CHECK(t.at(6, "error") == s.tail_error);
        // data in two parts: degrees with a second index, by their text
        const Table spiked({{"model", "kernel"}, {"signal-dim", "3"}, {"dim", "20"}}, "1:2");
        const Names degrees = spiked.column("degree");
        CHECK(std::count(degrees.begin(), degrees.end(), "1:1") == 1);
        CHECK(std::count(degrees.begin(), degrees.end(), "2") == 1);
        CHECK(std::count(degrees.begin(), degrees.end(), "0") == 0);
        CHECK(std::count(degrees.begin(), degrees.end(), "3") == 0);
        CHECK(degrees.back() == "tail");
        CHECK(std::holds_alternative<double>(spiked.cell(0, "degree")));
    }

    TEST_CASE("[identity] masses as given: a level each, exact but for their printing") {
        const Table t({{"mass", "0=0.25,2=0.5,rest=0.1"}, {"dim", "10"}}, "5");
        CHECK(t.column("degree") == Names{"0", "1", "2", "tail"});
        CHECK(Names(t.columns.begin(), t.columns.begin() + 4) == Names{"model", "activation", "mass_by_degree", "dim"});
        CHECK(shown(t.cell(0, "mass_by_degree")) == "0=0.25,2=0.5,rest=0.1");
        CHECK(shown(t.cell(0, "activation")).empty());
        CHECK(t.at(1, "mass") == 0);
        CHECK(t.at(1, "error") == 0);
        CHECK(t.at(1, "log10_eigenvalue") == -infinite<>);
        CHECK(t.at(2, "mass") == 0.5);
        CHECK(t.at(2, "amplitude") == nearly(std::sqrt(0.5), 1e-15));
        CHECK(t.at(2, "eigenvalue") == nearly(0.5 / 54, 1e-15));
        CHECK(t.at(2, "error") < 2e-16);
        CHECK(t.at(2, "error") > 0);
        CHECK(t.at(3, "mass") == 0.1);
        CHECK(t.warning.empty());  // such degrees are those that it has
    }

    TEST_CASE("[identity] the limit of a kernel: Taylor coefficients as masses, degrees beyond the last in the tail") {
        // h(t) = exp(t - 1): masses exp(-1)/k!
        const Table t({{"model", "kernel"}, {"kernel", "exp(t-1)"}}, "0:3"),
            from({{"model", "kernel"}, {"kernel", "exp(t-1)"}}, "2:3");
        double mass = std::exp(-1.0), rest = 1;
        for (std::size_t k = 0; k <= 3; ++k) {
            if (k > 0) mass /= double(k);
            rest -= mass;
            CHECK(t.at(k, "degree") == double(k));
            CHECK(t.at(k, "mass") == nearly(mass, 1e-13));
            CHECK(t.at(k, "amplitude") == nearly(std::sqrt(mass), 1e-13));
            CHECK(t.at(k, "hermite") == t.at(k, "amplitude"));
            CHECK(t.at(k, "eigenvalue") == nearly(k == 0 ? mass : 0, 1e-13));
            CHECK(t.at(k, "coefficient") == nearly(k == 0 ? std::sqrt(mass) : 0, 1e-13));
            CHECK(t.at(k, "multiplicity") == (k == 0 ? 1 : infinite<>));
            CHECK(t.at(k, "log10_multiplicity") == (k == 0 ? 0 : infinite<>));
            CHECK(t.at(k, "log10_eigenvalue") == nearly(k == 0 ? std::log10(mass) : -infinite<>, 1e-13));
            CHECK(t.at(k, "error") < 1e-12);
        }
        REQUIRE(t.rows.size() == 5);
        CHECK(shown(t.cell(4, "degree")) == "tail");
        CHECK(t.at(4, "mass") == nearly(rest, 1e-12));
        CHECK(t.at(4, "error") > 0);
        CHECK(from.rows.size() == 3);
        CHECK(from.at(2, "mass") == t.at(4, "mass"));
    }

    TEST_CASE("[identity] degrees that are not resolved one by one are told, with the last one that is") {
        const Fields rbf{{"model", "kernel"}, {"kernel", "rbf"}, {"dim", "1e6"}};
        const Table t(rbf, "0:100");
        REQUIRE(t.rows.size() > 2);
        const double last = t.at(t.rows.size() - 2, "degree");
        CHECK(last < 100);
        CHECK(t.warning == "the masses of degrees above " + to_text(last) +
                               " are not resolved one by one at this dimension: they are in the tail");
        CHECK(Table(rbf, "0:" + to_text(last)).warning.empty());
    }

    TEST_CASE("[error] degrees are whole, from 0 to 2000, and in order; a dimension where it takes one") {
        const Fields q{{"mass", "1=0.5"}, {"dim", "10"}};
        for (const char* good : {"0", "2000", "0:0", "0:2000", "2000:2000", "3:3"}) {
            CAPTURE(good);
            CHECK_NOTHROW(Table(q, good));
        }
        for (const char* bad :
             {"-1", "2001", "0:2001", "3:2", "1.5", "0.5:2", "0:1.5", "", ":", "1:", ":3", "x", "1:2:3", "inf"}) {
            CAPTURE(bad);
            CHECK_THROWS_AS(Table(q, bad), DomainError);
        }
        CHECK_THROWS_WITH(Table(q, "3:2"),
                          "degrees = 3:2: expected FIRST:LAST with whole numbers, 0 <= FIRST <= LAST <= 2000");
        CHECK_THROWS_WITH(Table({{"mass", "1=0.5"}}, "3"),
                          "`dim` is missing: the spectrum of this model is given at a finite dimension");
        CHECK_THROWS_AS(Table({{"model", "neural-tangent"}}, "3"), DomainError);
    }
}
