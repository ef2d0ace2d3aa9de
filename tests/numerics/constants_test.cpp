// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/constants.hpp"

#include <doctest/doctest.h>

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

using namespace lazyrisk;

TEST_SUITE("numerics/constants") {
    TEST_CASE_TEMPLATE("[identity] Boost.Math's, to the last digit", R, float, double, long double) {
        CHECK(half_root_two<R>() == boost::math::constants::half_root_two<R>());
        CHECK(one_div_root_two_pi<R>() == boost::math::constants::one_div_root_two_pi<R>());
        CHECK(two_div_root_pi<R>() == boost::math::constants::two_div_root_pi<R>());
    }

    TEST_CASE("[identity] and of a hundred digits, to two in the last place") {
        using Digits = boost::multiprecision::cpp_bin_float_100;
        const Digits close = 2 * std::numeric_limits<Digits>::epsilon();
        CHECK(abs(half_root_two<Digits>() / boost::math::constants::half_root_two<Digits>() - 1) < close);
        CHECK(abs(one_div_root_two_pi<Digits>() / boost::math::constants::one_div_root_two_pi<Digits>() - 1) < close);
        CHECK(abs(two_div_root_pi<Digits>() / boost::math::constants::two_div_root_pi<Digits>() - 1) < close);
    }
}
