// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Values of the fields of an expansion, from text and as text. Used by expansion_field.cpp and for messages.
#pragma once

#include <string>

#include "lazyrisk/expand/catalogue/expansion_problem.hpp"

namespace lazyrisk {

/// What degrees are, for whoever gives others.
inline constexpr const char* degrees_expected = "expected a degree or FIRST:LAST with 0 <= FIRST <= LAST <= 100";

/// Throw DomainError naming `field` where the text has another form; whether the value fits is not looked at.
void read_field(const std::string& field, const std::string& text, std::string& value);
void read_field(const std::string& field, const std::string& text, int& value);
void read_field(const std::string& field, const std::string& text, GiNaC::numeric& value);
/// A number or a letter.
void read_field(const std::string& field, const std::string& text, GiNaC::ex& value);
void read_field(const std::string& field, const std::string& text, std::shared_ptr<const HermiteForm>& value);
/// "3" or "0:6".
void read_field(const std::string& field, const std::string& text, DegreeRange& value);
/// A number, inf, FROM:TO for the letter `field` between them, or that letter itself.
void read_field(const std::string& field, const std::string& text, Exponent& value);
/// 0.3, lambda, d^-0.5, 0.3*d^-1/2, d^-gamma, lambda*d^-gamma.
void read_field(const std::string& field, const std::string& text, PowerRidge& value);
/// "1=1,rest=0.1".
void read_field(const std::string& field, const std::string& text, ByDegree& value);
/// "a=2,c=1/2".
void read_field(const std::string& field, const std::string& text, Assignments& value);
void read_field(const std::string& field, const std::string& text, Smaller& value);
void read_field(const std::string& field, const std::string& text, Labels& value);
void read_field(const std::string& field, const std::string& text, Loss& value);

std::string field_text(const std::string& value);
std::string field_text(int value);
std::string field_text(const GiNaC::numeric& value);
std::string field_text(const GiNaC::ex& value);
std::string field_text(const std::shared_ptr<const HermiteForm>& value);
std::string field_text(const DegreeRange& value);
std::string field_text(const Exponent& value);
std::string field_text(const PowerRidge& value);
std::string field_text(const ByDegree& value);
std::string field_text(const Assignments& value);
std::string field_text(Smaller value);
std::string field_text(const Labels& value);
std::string field_text(const Loss& value);

}  // namespace lazyrisk
