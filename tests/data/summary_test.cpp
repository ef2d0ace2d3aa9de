// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is said of a data set, against sums written out.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "lazyrisk/data/summary.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

DataSet of(const Matrix& inputs) {
    DataSet set;
    set.inputs = inputs;
    for (Eigen::Index k = 0; k < inputs.cols(); ++k) {
        set.label.push_back(int(k % 2));
        set.row.push_back(std::size_t(k));
    }
    set.classes = {"even", "odd", "none"};
    return set;
}

}  // namespace

TEST_SUITE("data/summary") {
    TEST_CASE("[golden] four corners of a rectangle, one of them twice") {
        Matrix x(2, 5);
        x << 0, 3, 3, 0, 3,  //
            0, 0, 4, 4, 4;
        const DataSummary s = summarise(of(x));
        CHECK(s.count == 5);
        CHECK(s.dimension == 2);
        REQUIRE(s.classes.size() == 3);
        CHECK(s.classes[0].count == 3);
        CHECK(s.classes[1].count == 2);
        CHECK(s.classes[2].count == 0);
        CHECK(s.least == 0);
        CHECK(s.most == 4);
        CHECK(s.mean == nearly(21 / 10.0, 1e-15));
        CHECK(s.duplicates == 1);
        CHECK(s.norm_mean == nearly((0 + 3 + 5 + 4 + 5) / 5.0, 1e-15));
        CHECK(s.norm_deviation == nearly(std::sqrt((0 + 9 + 25 + 16 + 25) / 5.0 - 3.4 * 3.4), 1e-13));
        // squared distances 0 9 9 9 16 16 16 25 25 25: quartiles at places 2.25, 4.5, 6.75
        CHECK(s.distances.points == 5);
        CHECK(s.distances.lower_quartile == 9);
        CHECK(s.distances.median == 16);
        CHECK(s.distances.upper_quartile == 22.75);
        // five times the covariance is [[a, b], [b, c]]: eigenvalues from trace and determinant
        const double a = 27 - 81 / 5.0, b = 24 - 9 * 12 / 5.0, c = 48 - 144 / 5.0;
        const double half = (a + c) / 2, root = std::sqrt(half * half - (a * c - b * b));
        REQUIRE(s.directions.shares.size() == 2);
        CHECK(s.directions.shares[0].variance == nearly((half + root) / (a + c), 1e-13));
        CHECK(s.directions.shares[1].variance == nearly(1, 1e-13));
        CHECK(s.directions.participation == nearly((a + c) * (a + c) / (a * a + 2 * b * b + c * c), 1e-13));
    }

    TEST_CASE("[identity] points without labels: no classes, and all else the same") {
        Matrix x(2, 4);
        x << 0, 3, 3, 0,  //
            0, 0, 4, 4;
        const DataSet labelled = of(x);
        DataSet alone = labelled;
        alone.label.clear(), alone.classes.clear();
        const DataSummary s = summarise(alone), with_labels = summarise(labelled);
        CHECK(s.classes.empty());
        CHECK(s.outputs == 0);
        CHECK(s.count == 4);
        CHECK(s.mean == with_labels.mean);
        CHECK(s.distances.median == with_labels.distances.median);
        CHECK(s.directions.participation == with_labels.directions.participation);
    }

    TEST_CASE("[identity] more points than coordinates, or fewer: the same directions") {
        Matrix x = Matrix::NullaryExpr(
            6, 40, [](Eigen::Index i, Eigen::Index j) { return std::sin(double(i * i + 3 * j)) / (1.0 + double(i)); });
        Matrix longer = Matrix::Zero(60, 40);
        longer.topRows(6) = x;
        longer.bottomRows(3).setConstant(0.1);  // what does not vary is no direction
        const Directions small = summarise(of(x)).directions, large = summarise(of(longer)).directions;
        REQUIRE(small.shares.size() == 3);
        REQUIRE(large.shares.size() == 4);
        for (std::size_t i = 0; i < 3; ++i) CHECK(small.shares[i].variance == nearly(large.shares[i].variance, 1e-12));
        CHECK(large.shares[3].variance == nearly(1, 1e-12));
        CHECK(small.participation == nearly(large.participation, 1e-12));
    }

    TEST_CASE("[limit] no number is missing: one point, equal points, very large and very small ones") {
        for (const Matrix& x : {Matrix(Matrix::Constant(3, 1, 2.0)), Matrix(Matrix::Constant(3, 4, 0.1)),
                                Matrix(1e100 * Matrix::Identity(4, 4)), Matrix(1e-200 * Matrix::Identity(4, 4)),
                                Matrix(Matrix::Zero(2, 3))}) {
            const DataSummary s = summarise(of(x));
            for (const double number : {s.mean, s.norm_mean, s.norm_deviation, s.distances.lower_quartile,
                                        s.distances.median, s.distances.upper_quartile, s.directions.participation})
                CHECK(std::isfinite(number));
            for (const Directions::Share& share : s.directions.shares)
                CHECK((share.variance > 0 && share.variance <= 1));
        }
        CHECK(summarise(of(1e-200 * Matrix::Identity(4, 4))).directions.participation == nearly(3, 1e-12));
        CHECK(summarise(of(Matrix::Constant(3, 4, 0.1))).duplicates == 3);
    }
}
