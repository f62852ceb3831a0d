// Process: funding. Once a year each country's labs get the money of the year that begins.
#include "model/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sim {
namespace {

/// The fiscal period that begins now, as a rule a year: up to the next round.
struct FiscalPeriod {
    Instant middle; // at which yearly rates are taken
    double seconds;
    Instant next;
};

FiscalPeriod fiscal_period(Instant now, std::uint32_t months) {
    using namespace std::chrono;
    const year_month_day today{floor<days>(now)};
    const unsigned round = (static_cast<unsigned>(today.month()) - 1) / months + 1;
    const Instant next = sys_days{(year_month{today.year(), January} + std::chrono::months{round * months}) / 1};
    return {now + (next - now) / 2, in_seconds(next - now), next};
}

/// USD for the period before any money follows credit; for `of_gdp` the lab's part of the pool by researchers.
double base_income(const Lab& lab, const Budget& budget, double amount, const CountryState& country, const FiscalPeriod& fiscal,
                   double pool_researchers) {
    const double year_amount = amount * fiscal.seconds * lab.budget_factor;
    if (budget.income) return year_amount;
    if (budget.per_researcher) return year_amount * lab.researchers;
    const double gdp = country.gdp.at(fiscal.middle);
    if (budget.of_gdp_per_capita) return year_amount * lab.researchers * gdp / country.population.at(fiscal.middle);
    return pool_researchers > 0 ? amount * gdp * fiscal.seconds * lab.researchers * lab.budget_factor / pool_researchers : 0;
}

/// What this year's prices are; each lab's meter is read before they change.
void set_prices(CountryState& country, Instant middle) {
    country.electricity = country.electricity_price.at(middle);
    country.carbon = country.carbon_intensity.at(middle);
}

/// Pays the labs of one sector. A part m of public money follows the credit of the year before instead of researchers.
void pay(Story& story, CountryId country, KindId kind, const FiscalPeriod& fiscal) {
    World& world = story.world;
    const Sector& sector = world.sector(country, kind);
    const Budget& budget = story.scenario->kinds[kind.index].budget;
    const bool is_public = budget.of_gdp || budget.of_gdp_per_capita;
    const double amount = world.incomes[kind.index].at(fiscal.middle);
    double researchers = 0, credit = 0, total = 0;
    for (std::uint32_t l = sector.first; l < sector.last; ++l) {
        const Lab& lab = world.labs[l];
        researchers += lab.weight * lab.researchers * lab.budget_factor;
        credit += lab.weight * lab.credit;
    }
    const double m = is_public && credit > 0 ? story.scenario->kinds[kind.index].matthew : 0;
    const auto income = [&](const Lab& lab) {
        return base_income(lab, budget, amount, world.countries[country.index], fiscal, researchers) * (budget.for_users ? lab.users : 1);
    };
    if (m > 0) {
        for (std::uint32_t l = sector.first; l < sector.last; ++l) total += world.labs[l].weight * income(world.labs[l]);
    }
    for (std::uint32_t l = sector.first; l < sector.last; ++l) {
        Lab& lab = world.labs[l];
        const double base = m > 0 ? (1 - m) * income(lab) + m * total * lab.credit / credit : income(lab);
        const double by_policies = base * (sector.terms.income_factor - 1) + sector.terms.grant * lab.researchers * fiscal.seconds;
        lab.tally.policy_money += by_policies;
        lab.cash += base * sector.terms.income_factor + sector.terms.grant * lab.researchers * fiscal.seconds;
        lab.credit = 0;
        if (!std::isfinite(lab.cash)) {
            throw StoryFailure(fmt::format("cash of a lab ({}, {}) is not a finite number on {}", story.scenario->kinds[kind.index].id,
                                           story.scenario->countries[country.index].id, to_text(story.now())));
        }
        plan(story.agenda, story.now(), Purchase{{l}});
    }
}

/// Reads the meters of a country's labs and pools, before the price of electricity changes.
void read_meters(Story& story, CountryId country) {
    for (Lab& lab : story.world.labs) {
        if (lab.country != country) continue;
        touch(lab, story.now());
        read_meter(lab, story.world, *story.scenario, story.now());
    }
}

/// True where labs have an income, or had a grant: what they bought with it they still retire, and pay electricity for.
bool handles_money(const Story& story, CountryId country, KindId kind) {
    const Budget& budget = story.scenario->kinds[kind.index].budget;
    if (budget.income || budget.per_researcher || budget.of_gdp_per_capita || budget.of_gdp) return true;
    return std::ranges::any_of(story.scenario->policies, [&](const Policy& policy) {
        const auto* change = std::get_if<BudgetChange>(&policy.what);
        return change != nullptr && change->grant > 0 && policy.at <= story.now() && policy.whom.holds(country, kind);
    });
}

} // namespace

double yearly_income(const Story& story, const Lab& lab, double users) {
    const World& world = story.world;
    const Sector& sector = world.sector_of(lab);
    const Budget& budget = story.scenario->kinds[lab.kind.index].budget;
    double researchers = 0;
    for (std::uint32_t l = sector.first; l < sector.last && budget.of_gdp; ++l)
        researchers += world.labs[l].weight * world.labs[l].researchers * world.labs[l].budget_factor;
    const FiscalPeriod now{story.now(), in_seconds(year), story.now()};
    const double base =
        base_income(lab, budget, world.incomes[lab.kind.index].at(story.now()), world.countries[lab.country.index], now, researchers);
    return base * (budget.for_users ? users : 1) * sector.terms.income_factor + sector.terms.grant * lab.researchers * now.seconds;
}

void on(Funding event, Story& story) {
    const FiscalPeriod fiscal = fiscal_period(story.now(), story.scenario->clock.funding_months);
    read_meters(story, event.country);
    set_prices(story.world.countries[event.country.index], fiscal.middle);
    for (std::uint32_t k = 0; k < story.scenario->kinds.size(); ++k) {
        if (story.scenario->hardware.price_decline > 0)
            look_at_offers(story.world.sector(event.country, {k}), story.world, *story.scenario, story.now());
        if (handles_money(story, event.country, {k})) pay(story, event.country, {k}, fiscal);
    }
    fund_pools(story, event.country, fiscal.middle, fiscal.seconds);
    plan(story.agenda, fiscal.next, event);
}

} // namespace sim
