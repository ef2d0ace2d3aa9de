#include "lazyrisk/gap/quadratic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <lapacke.h>
#include <numbers>

#include "../reference.hpp"
#include "lazyrisk/gap/simulated.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

double number(const std::string& text) { return std::stod(text); }

/// Half the eigenvalues 1 + s, half 1 - s, so that tr(B)^2/(d |B|^2) = share; share 0: +1 and -1.
QuadraticTarget with_share(int d, double share) {
    Matrix b = Matrix::zero(d, d);
    const double s = share > 0 ? std::sqrt(1 / share - 1) : 1;
    for (int i = 0; i < d; ++i) b(i, i) = (share > 0 ? 1 : 0) + (i % 2 ? s : -s);
    return QuadraticTarget(std::move(b));
}

}  // namespace

TEST_SUITE("gap/quadratic") {

TEST_CASE("[reference] the formulas have the ten digits of the table, and its simulations agree") {
    const auto rows = reference::table("dynamics_nn_vs_nt.csv");
    double wishart = 0;  // tr(B)^2/(d |B|^2) of the table's draw, from its row at N = d/2: (1 + share)/4
    for (const auto& row : rows)
        if (row.at("target") == "psd_wishart" && row.at("N") == "100" && row.at("model") == "NT_quadratic_limit")
            wishart = 4 * number(row.at("risk_theory")) - 1;
    REQUIRE(wishart > 0);
    int seen = 0;
    for (const auto& row : rows) {
        if (row.at("part") != "A") continue;
        const std::string &name = row.at("target"), &model = row.at("model");
        const int d = int(number(row.at("d")));
        const double width = number(row.at("N")), ratio = width / d, theory = number(row.at("risk_theory"));
        const double share = name == "identity" ? 1 : name == "traceless" ? 0 : wishart;
        CAPTURE(name); CAPTURE(model); CAPTURE(width);
        const QuadraticTarget target = with_share(d, share);
        CHECK(target.isotropic_share() == doctest::Approx(share).epsilon(1e-12).scale(1));
        double value = -1, allowed = 0.003;
        if (model == "NT_quadratic_finite") value = tangent_on_quadratic(target, width);
        if (model == "NT_quadratic_limit") value = tangent_on_quadratic_limit(share, ratio);
        if (model == "RF_relu") value = features_on_quadratic_limit(relu(), share, ratio), allowed = 0.02;
        if (model == "NT_relu") value = tangent_on_traceless_limit(relu(), ratio), allowed = 0.07;  // 1/d, and d = 20
        if (model == "NN_quadratic") {
            if (name != "identity") continue;  // needs the eigenvalues of the draw
            value = network_on_quadratic(target, width);
        }
        // the table's tangent of the ReLU averages over eigenvalues of drawn weights at that d: the limit is 1/d away
        if (model == "NT_relu") CHECK(std::abs(value - theory) < 0.1 / d);
        else CHECK(value == doctest::Approx(theory).epsilon(1e-9).scale(1e-3));
        if (!row.at("risk_sim").empty()) CHECK(std::abs(number(row.at("risk_sim")) - value) < allowed + 2.5 * number(row.at("risk_se")));
        ++seen;
    }
    CHECK(seen == 61);
}

TEST_CASE("[simulation] drawn neurons leave what the formulas say") {
    for (const double share : {0.0, 0.4, 1.0}) {
        const QuadraticTarget target = with_share(60, share);
        for (const int width : {6, 30, 54}) {
            CAPTURE(share); CAPTURE(width);
            const Estimate tangent = simulated_gap(drawn_tangent_on_quadratic(target), width, 20, 3);
            CHECK(std::abs(tangent.mean - tangent_on_quadratic(target, width)) < 4 * tangent.standard_error + 1e-12);
            const Estimate features = simulated_gap(drawn_features_on_quadratic(target, relu()), width, 20, 3);
            CHECK(std::abs(features.mean - features_on_quadratic_limit(relu(), share, width / 60.0)) < 4 * features.standard_error + 0.02);
        }
    }
}

TEST_CASE("[reference] drawn tangents of the ReLU leave what the table saw, within both errors") {
    int seen = 0;
    for (const auto& row : reference::table("dynamics_nn_vs_nt.csv")) {
        if (row.at("model") != "NT_relu" || row.at("d") != "20") continue;
        const Estimate drawn = simulated_gap(drawn_tangent_of_activation(quadratic_target("traceless", 20, Draw{2, 0, 0}), relu()),
                                             int(number(row.at("N"))), 6, 5);
        const double error = std::hypot(drawn.standard_error, number(row.at("risk_se")));
        CAPTURE(drawn.mean); CAPTURE(row.at("risk_sim"));
        CHECK(std::abs(drawn.mean - number(row.at("risk_sim"))) < 3.5 * error);
        ++seen;
    }
    CHECK(seen == 2);
}

TEST_CASE("[agreement] the limit of the general tangent: the average over drawn eigenvalues, twice") {
    const int d = 500;
    for (const int width : {200, 500, 900}) {
        const Matrix w = on_sphere(d, width, 1, Draw{6, 0, 0}.stream(Role::features));
        Matrix gram = lower_outer_gram(w);
        std::vector<double> lambda(d);
        REQUIRE(LAPACKE_dsyev(LAPACK_COL_MAJOR, 'N', 'L', d, gram.data(), d, lambda.data()) == 0);
        const double first = 1 / (2 * std::numbers::pi), rest = 0.25 - first;
        double mean = 0;
        for (const double a : lambda)
            for (const double b : lambda) mean += rest / (rest + first * (a + b)) / d / d;
        CHECK(tangent_on_traceless_limit(relu(), double(width) / d) == doctest::Approx(mean).epsilon(2e-3));
    }
}

TEST_CASE("[identity] the general tangent is the quadratic one for s = x^2, by formula and draw by draw") {
    const Activation square = activation_named("x^2");
    for (const double ratio : {0.0, 0.2, 0.7, 1.0, 3.0})
        CHECK(tangent_on_traceless_limit(square, ratio) == doctest::Approx(tangent_on_quadratic_limit(0, ratio)).epsilon(1e-12));
    for (const double share : {0.0, 0.5}) {
        const QuadraticTarget target = with_share(8, share);
        for (std::uint64_t trial = 0; trial < 3; ++trial)
            CHECK(drawn_tangent_of_activation(target, square)(5, Draw{1, 0, trial}) ==
                  doctest::Approx(drawn_tangent_on_quadratic(target)(5, Draw{1, 0, trial})).epsilon(1e-9));
    }
    CHECK(features_on_quadratic_limit(activation_named("x"), 1, 2) == 1);  // no second coefficient
    CHECK(features_on_quadratic_limit(relu(), 1, 0) == 1);
    CHECK(tangent_on_traceless_limit(relu(), 1e6) < 1e-5);
}

TEST_CASE("[agreement] descent from random starts ends at the best approximation of rank N (Eckart and Young)") {
    const int d = 6, width = 2;
    const QuadraticTarget target = quadratic_target("wishart", d, Draw{4, 0, 0});
    const double lowest = network_on_quadratic(target, width);
    for (std::uint64_t start = 0; start < 3; ++start) {
        // f = sum a_j <w_j,x>^2 + c: the risk is 2 |A - B|^2 with A = sum a_j w_j w_j^T
        Matrix w(d, width);
        Draw{9, 0, start}.stream(Role::features).normals(w.all());
        for (double& x : w.all()) x *= 0.3;
        std::vector<double> a(std::size_t(width), 0.5);
        double left = 0;
        for (int step = 0; step < 40000; ++step) {
            Matrix off = target.form.copy();
            left = 0;
            for (int p = 0; p < d; ++p)
                for (int q = 0; q < d; ++q) {
                    off(p, q) *= -1;
                    for (int j = 0; j < width; ++j) off(p, q) += a[std::size_t(j)] * w(p, j) * w(q, j);
                    left += off(p, q) * off(p, q);
                }
            const Matrix along = times(off, w);
            for (int j = 0; j < width; ++j) {
                double form = 0;
                for (int p = 0; p < d; ++p) form += w(p, j) * along(p, j);
                for (int p = 0; p < d; ++p) w(p, j) -= 0.01 * 2 * a[std::size_t(j)] * along(p, j);
                a[std::size_t(j)] -= 0.01 * form;
            }
        }
        CHECK(left / target.square == doctest::Approx(lowest).epsilon(1e-10));
    }
}

TEST_CASE("[error] matrices that are no quadratic form") {
    CHECK_THROWS_WITH_AS(quadratic_target("nowhere.csv", infinite<>, {}), doctest::Contains("identity, traceless, wishart"), DomainError);
    CHECK_THROWS_WITH_AS(quadratic_target("identity", infinite<>, {}), doctest::Contains("dim"), DomainError);
    CHECK_THROWS_WITH_AS(QuadraticTarget(Matrix::zero(3, 3)), doctest::Contains("all entries are 0"), DomainError);
    Matrix skew = Matrix::zero(2, 2);
    skew(0, 1) = 1;
    CHECK_THROWS_WITH_AS(QuadraticTarget(std::move(skew)), doctest::Contains("symmetric"), DomainError);
}

}
