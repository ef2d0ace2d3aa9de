#include "lazyrisk/simulate/estimate.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

using namespace lazyrisk;

TEST_SUITE("simulate/estimate") {
    TEST_CASE("[identity] mean and standard error of 1, 2, 3, 4: 5/2 and sqrt(5/3)/2") {
        Accumulator a;
        for (const double x : {1, 2, 3, 4}) a.add(x);
        CHECK(a.estimate().mean == 2.5);
        CHECK(a.estimate().standard_error == doctest::Approx(std::sqrt(5.0 / 3) / 2).epsilon(1e-15));
    }

    TEST_CASE("[identity] a large mean costs no digits of the spread") {
        Accumulator a;
        for (const double x : {1e9 + 1, 1e9 + 2, 1e9 + 3}) a.add(x);
        CHECK(a.estimate().standard_error == doctest::Approx(std::sqrt(1.0 / 3)).epsilon(1e-15));
    }

    TEST_CASE("[error] one trial says nothing about its spread") {
        Accumulator a;
        a.add(5);
        CHECK(a.estimate().mean == 5);
        CHECK(is_infinite(a.estimate().standard_error));
    }
}
