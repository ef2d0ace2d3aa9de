// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/gap/quadratic.hpp"

#include <doctest/doctest.h>
#include <unistd.h>
#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>

#include "../nearly.hpp"
#include "../reference.hpp"
#include "lazyrisk/gap/simulated.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/simulate/sphere.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

double number(const std::string& text) { return std::stod(text); }

/// Half the eigenvalues 1 + s, half 1 - s, so that tr(B)^2/(d |B|^2) = share; share 0: +1 and -1.
QuadraticTarget with_share(int d, double share) {
    Matrix b = Matrix::Zero(d, d);
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
            CAPTURE(name);
            CAPTURE(model);
            CAPTURE(width);
            const QuadraticTarget target = with_share(d, share);
            CHECK(target.isotropic_share() == nearly(share, 1e-12, 1e-12 * 1));
            double value = -1, allowed = 0.003;
            if (model == "NT_quadratic_finite") value = tangent_on_quadratic(target, width);
            if (model == "NT_quadratic_limit") value = tangent_on_quadratic_limit(share, ratio);
            if (model == "RF_relu") value = features_on_quadratic_limit(relu(), share, ratio), allowed = 0.02;
            if (model == "NT_relu")
                value = tangent_on_traceless_limit(relu(), ratio), allowed = 0.07;  // 1/d, and d = 20
            if (model == "NN_quadratic") {
                if (name != "identity") continue;  // needs the eigenvalues of the draw
                value = network_on_quadratic(target, width);
            }
            // the table's tangent of the ReLU averages over eigenvalues of drawn weights at that d: the limit is 1/d
            // away
            if (model == "NT_relu")
                CHECK(std::abs(value - theory) < 0.1 / d);
            else
                CHECK(value == nearly(theory, 1e-9, 1e-9 * 1e-3));
            if (!row.at("risk_sim").empty())
                CHECK(std::abs(number(row.at("risk_sim")) - value) < allowed + 2.5 * number(row.at("risk_se")));
            ++seen;
        }
        CHECK(seen == 61);
    }

    TEST_CASE("[simulation] drawn neurons leave what the formulas say") {
        for (const double share : {0.0, 0.4, 1.0}) {
            const QuadraticTarget target = with_share(60, share);
            for (const int width : {6, 30, 54}) {
                CAPTURE(share);
                CAPTURE(width);
                const Estimate tangent = simulated_gap(drawn_tangent_on_quadratic(target), width, 20, 3);
                CHECK(std::abs(tangent.mean - tangent_on_quadratic(target, width)) <
                      4 * tangent.standard_error + 1e-12);
                const Estimate features = simulated_gap(drawn_features_on_quadratic(target, relu()), width, 20, 3);
                CHECK(std::abs(features.mean - features_on_quadratic_limit(relu(), share, width / 60.0)) <
                      4 * features.standard_error + 0.02);
            }
        }
    }

    TEST_CASE("[reference] drawn tangents of the ReLU leave what the table saw, within both errors") {
        int seen = 0;
        for (const auto& row : reference::table("dynamics_nn_vs_nt.csv")) {
            if (row.at("model") != "NT_relu" || row.at("d") != "20") continue;
            const Estimate drawn =
                simulated_gap(drawn_tangent_of_activation(quadratic_target("traceless", 20, Draw{2, 0, 0}), relu()),
                              int(number(row.at("N"))), 6, 5);
            const double error = std::hypot(drawn.standard_error, number(row.at("risk_se")));
            CAPTURE(drawn.mean);
            CAPTURE(row.at("risk_sim"));
            CHECK(std::abs(drawn.mean - number(row.at("risk_sim"))) < 3.5 * error);
            ++seen;
        }
        CHECK(seen == 2);
    }

    TEST_CASE("[agreement] the limit of the general tangent: the average over drawn eigenvalues, twice") {
        const int d = 500;
        for (const int width : {200, 500, 900}) {
            const Matrix w = on_sphere(d, width, 1, Draw{6, 0, 0}.stream(Role::features));
            const std::vector<double> lambda = eigenvalues(lower_outer_gram(w));
            const double first = 1 / (2 * std::numbers::pi), rest = 0.25 - first;
            double mean = 0;
            for (const double a : lambda)
                for (const double b : lambda) mean += rest / (rest + first * (a + b)) / d / d;
            CHECK(tangent_on_traceless_limit(relu(), double(width) / d) == nearly(mean, 2e-3));
        }
    }

    TEST_CASE("[identity] the general tangent is the quadratic one for s = x^2, by formula and draw by draw") {
        const Activation square = activation_named("x^2");
        for (const double ratio : {0.0, 0.2, 0.7, 1.0, 3.0})
            CHECK(tangent_on_traceless_limit(square, ratio) == nearly(tangent_on_quadratic_limit(0, ratio), 1e-12));
        for (const double share : {0.0, 0.5}) {
            const QuadraticTarget target = with_share(8, share);
            for (std::uint64_t trial = 0; trial < 3; ++trial)
                CHECK(drawn_tangent_of_activation(target, square)(5, Draw{1, 0, trial}) ==
                      nearly(drawn_tangent_on_quadratic(target)(5, Draw{1, 0, trial}), 1e-9));
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
            Draw{9, 0, start}.stream(Role::features).normals(entries(w));
            w *= 0.3;
            std::vector<double> a(std::size_t(width), 0.5);
            double left = 0;
            for (int step = 0; step < 40000; ++step) {
                Matrix off = target.form;
                left = 0;
                for (int p = 0; p < d; ++p)
                    for (int q = 0; q < d; ++q) {
                        off(p, q) *= -1;
                        for (int j = 0; j < width; ++j) off(p, q) += a[std::size_t(j)] * w(p, j) * w(q, j);
                        left += off(p, q) * off(p, q);
                    }
                const Matrix along = off * w;
                for (int j = 0; j < width; ++j) {
                    double form = 0;
                    for (int p = 0; p < d; ++p) form += w(p, j) * along(p, j);
                    for (int p = 0; p < d; ++p) w(p, j) -= 0.01 * 2 * a[std::size_t(j)] * along(p, j);
                    a[std::size_t(j)] -= 0.01 * form;
                }
            }
            CHECK(left / target.square == nearly(lowest, 1e-10));
        }
    }

    TEST_CASE("[error] matrices that are no quadratic form") {
        CHECK_THROWS_WITH_AS(quadratic_target("nowhere.csv", infinite<>, {}),
                             doctest::Contains("identity, traceless, wishart"), DomainError);
        CHECK_THROWS_WITH_AS(quadratic_target("identity", infinite<>, {}), doctest::Contains("dim"), DomainError);
        CHECK_THROWS_WITH_AS(QuadraticTarget(Matrix::Zero(3, 3)), doctest::Contains("all entries are 0"), DomainError);
        Matrix skew = Matrix::Zero(2, 2);
        skew(0, 1) = 1;
        CHECK_THROWS_WITH_AS(QuadraticTarget(std::move(skew)), doctest::Contains("symmetric"), DomainError);
    }

    TEST_CASE(
        "[identity] the best networks keep the eigenvalues of largest size, whatever their sign; as many neurons as "
        "directions keep all") {
        Matrix b = Matrix::Zero(4, 4);
        const double eigenvalues[] = {1, -3, 2, 0};
        for (int i = 0; i < 4; ++i) b(i, i) = eigenvalues[i];
        const QuadraticTarget target(std::move(b));
        CHECK(target.trace == 0);
        CHECK(target.square == 14);
        CHECK(target.eigenvalues == std::vector<double>{-3, 2, 1, 0});
        const double left[] = {1, 5.0 / 14, 1.0 / 14, 0, 0, 0};
        for (int width = 0; width <= 5; ++width)
            CHECK(network_on_quadratic(target, width) == nearly(left[width], 1e-14));
    }

    TEST_CASE(
        "[identity] the tangent of one neuron on the plane is an average over its angle; the ends of the widths; one "
        "dimension") {
        for (const auto& [x, y] : {std::pair{1.0, 1.0}, {2.0, -1.0}, {1.0, 0.0}, {3.0, 0.5}}) {
            Matrix b = Matrix::Zero(2, 2);
            b(0, 0) = x, b(1, 1) = y;
            const QuadraticTarget target(std::move(b));
            // E (x cos^2 + y sin^2)^2 = 3/8 (x^2 + y^2) + x y/4
            CHECK(tangent_on_quadratic(target, 1) ==
                  nearly((0.375 * (x * x + y * y) + x * y / 4) / (x * x + y * y), 1e-14));
            CHECK(tangent_on_quadratic(target, 0) == nearly(1, 1e-14));
            for (const double width : {2.0, 3.0}) {
                CHECK(tangent_on_quadratic(target, width) == 0);
                CHECK(drawn_tangent_on_quadratic(target)(int(width), Draw{1, 0, 0}) == 0);
            }
        }
        Matrix one(1, 1);
        one(0, 0) = -2;
        const QuadraticTarget line(std::move(one));
        CHECK(line.isotropic_share() == 1);
        CHECK(tangent_on_quadratic(line, 0) == 1);
        CHECK(tangent_on_quadratic(line, 1) == 0);
        for (const double share : {0.0, 0.3, 1.0}) {
            CHECK(tangent_on_quadratic_limit(share, 0) == 1);
            CHECK(tangent_on_quadratic_limit(share, 0.25) == nearly(0.5625 * (1 - share) + 0.75 * share, 1e-14));
            CHECK(tangent_on_quadratic_limit(share, 1) == 0);
            CHECK(tangent_on_quadratic_limit(share, 4) == 0);
            CHECK(features_on_quadratic_limit(relu(), share, 0) == 1);
        }
    }

    TEST_CASE("[simulation] more neurons than dimensions, and features of squares that span every form") {
        const QuadraticTarget target = with_share(40, 1);
        const Estimate features = simulated_gap(drawn_features_on_quadratic(target, relu()), 120, 12, 3);
        CHECK(std::abs(features.mean - features_on_quadratic_limit(relu(), 1, 3)) < 4 * features.standard_error + 0.02);
        for (const double share : {0.0, 0.5}) {
            const QuadraticTarget small =
                with_share(4, share);  // ten forms in four dimensions: beyond, the equations are singular
            const LeftByDraw squares = drawn_features_on_quadratic(small, activation_named("x^2"));
            for (const int width : {10, 14}) CHECK(std::abs(squares(width, Draw{1, 0, 2})) < 1e-7);
            CHECK(squares(6, Draw{1, 0, 2}) > 1e-3);
        }
    }

    TEST_CASE("[simulation] drawn targets have the moments of their laws") {
        const int d = 300;
        const QuadraticTarget identity = quadratic_target("identity", d, {}),
                              wishart = quadratic_target("wishart", d, Draw{3, 0, 0}),
                              traceless = quadratic_target("traceless", d, Draw{3, 0, 0});
        CHECK(identity.trace == d);
        CHECK(identity.square == d);
        // G G^T/d of d x 2d normal entries: E tr = 2 d, E |B|^2 = 4 d + 2 (d + 1) (Marchenko-Pastur); fluctuations of
        // order 1
        CHECK(wishart.trace == nearly(2 * d, 0.02));
        CHECK(wishart.square == nearly(6 * d + 2, 0.03));
        // (G + G^T)/2: 1 on the diagonal, 1/2 beside it
        CHECK(std::abs(traceless.trace) < 1e-10);
        CHECK(traceless.square == nearly(d + d * (d - 1) / 2.0, 0.03));
        double diagonal = 0;
        for (int i = 0; i < d; ++i) diagonal += traceless.form(i, i) * traceless.form(i, i) / d;
        CHECK(diagonal == nearly(1, 0.35));  // a standard error is sqrt(2/300)
        for (const double wrong : {1.0, 20001.0, 2.5})
            CHECK_THROWS_AS(quadratic_target("identity", wrong, {}), DomainError);
        CHECK(quadratic_target("identity", 2, {}).dimension() == 2);
    }

    TEST_CASE(
        "[error] a matrix file: spaces, comments and line ends of any kind; the place and the numbers of every "
        "mistake") {
        const std::string path =
            (std::filesystem::temp_directory_path() / ("lazyrisk_matrix_test." + std::to_string(getpid()) + ".csv"))
                .string();
        const auto with = [&](const char* text) {
            std::ofstream(path) << text;
            return path;
        };
        const QuadraticTarget b = quadratic_target(with("# a form\n 1 ,\t2\r\n\n2,-3 \n"), infinite<>, {});
        CHECK(b.form(0, 0) == 1);
        CHECK(b.form(0, 1) == 2);
        CHECK(b.form(1, 1) == -3);
        CHECK(b.trace == -2);
        CHECK(b.square == 18);
        CHECK(quadratic_target(path, 2, {}).dimension() == 2);
        CHECK_THROWS_WITH_AS(quadratic_target(path, 3, {}), doctest::Contains("has 2 rows"), DomainError);
        CHECK_THROWS_WITH_AS(quadratic_target(with("1,2\n# c\n2\n"), infinite<>, {}),
                             doctest::Contains(":3: 1 numbers where the first row has 2"), DomainError);
        CHECK_THROWS_WITH_AS(quadratic_target(with("1,2\n2,1\n3,4\n"), infinite<>, {}),
                             doctest::Contains("3 rows of 2 numbers"), DomainError);
        CHECK_THROWS_WITH_AS(quadratic_target(with("# nothing\n"), infinite<>, {}),
                             doctest::Contains("0 rows of 0 numbers"), DomainError);
        CHECK_THROWS_WITH_AS(quadratic_target(with("1,x\nx,1\n"), infinite<>, {}), doctest::Contains(":1 = \"x\""),
                             DomainError);
        CHECK_THROWS_WITH_AS(quadratic_target(with("1,2\n2.1,1\n"), infinite<>, {}),
                             doctest::Contains("entries (1,2) and (2,1) differ"), DomainError);
        CHECK_THROWS_WITH_AS(quadratic_target(with("inf,2\n2,1\n"), infinite<>, {}), doctest::Contains("finite"),
                             DomainError);
        CHECK_NOTHROW(quadratic_target(with("1,2\n2.000000001,1\n"), infinite<>, {}));  // to 1e-9 of both together
        CHECK_THROWS_AS(quadratic_target(with("1,2\n2.00000001,1\n"), infinite<>, {}), DomainError);
        std::filesystem::remove(path);
    }

    TEST_CASE(
        "[agreement] what the tangent of one and of two neurons leaves of a form in the plane: least squares on a "
        "grid") {
        Matrix form = Matrix::Zero(2, 2);
        form(0, 0) = 2, form(1, 1) = -0.5, form(0, 1) = form(1, 0) = 0.7;
        const QuadraticTarget target(form);
        for (const char* name : {"x^2", "polynomial(0,1,2,0.5,0.25)", "polynomial(0,0,1,0,1)"})
            for (const int width : {1, 2}) {
                const Draw draw{8, 0, 1};
                const Activation s = activation_named(name);
                const Matrix w = on_sphere(2, width, 1, draw.stream(Role::features));
                const int n = 2 * width + 1;  // x_c s'(<w,x>), and the intercept
                Matrix g = Matrix::Zero(n, n);
                std::vector<double> v(std::size_t(n), 0.0), feature(std::size_t(n), 1.0);
                double square = 0;
                constexpr double h = 0.25;  // the sum on a grid has the integral's digits
                for (double x = -12; x <= 12; x += h)
                    for (double y = -12; y <= 12; y += h) {
                        const double density = h * h / (2 * std::numbers::pi) * std::exp(-(x * x + y * y) / 2);
                        const double f = 2 * x * x + 1.4 * x * y - 0.5 * y * y - 1.5;
                        for (int j = 0; j < width; ++j) {
                            const double slope = s.derivative(w(0, j) * x + w(1, j) * y);
                            feature[std::size_t(2 * j)] = x * slope, feature[std::size_t(2 * j) + 1] = y * slope;
                        }
                        square += density * f * f;
                        for (int p = 0; p < n; ++p) {
                            v[std::size_t(p)] += density * f * feature[std::size_t(p)];
                            for (int q = 0; q < n; ++q)
                                g(p, q) += density * feature[std::size_t(p)] * feature[std::size_t(q)];
                        }
                    }
                for (int p = 0; p < n; ++p) g(p, p) += 1e-11 * g(p, p);  // of x^2 two products are one
                const double explained = as_vector(v).dot(g.llt().solve(as_vector(v)));
                CAPTURE(name);
                CAPTURE(width);
                CHECK(std::abs(drawn_tangent_of_activation(target, s)(width, draw) - (1 - explained / square)) < 1e-6);
            }
    }
}
