// Calculations: one value of a field's many.

const numbers = (values) => values.filter((value) => typeof value === "number");
const comparable = (values) => numbers(values).filter((value) => !Number.isNaN(value));
const known = (values) => values.filter((value) => value !== null && value !== undefined);
const sum = (values) => numbers(values).reduce((all, value) => all + value, 0);
const orNull = (values, reducer) => (values.length ? reducer(values) : null);

const REDUCERS = {
  lastNotNull: (values) => known(values).at(-1) ?? null,
  last: (values) => values.at(-1) ?? null,
  firstNotNull: (values) => known(values)[0] ?? null,
  first: (values) => values[0] ?? null,
  sum: (values) => orNull(numbers(values), sum),
  total: (values) => orNull(numbers(values), sum),
  mean: (values) => orNull(numbers(values), (present) => sum(present) / present.length),
  min: (values) => orNull(comparable(values), (present) => present.reduce((a, b) => Math.min(a, b))),
  max: (values) => orNull(comparable(values), (present) => present.reduce((a, b) => Math.max(a, b))),
  count: (values) => values.length,
  range: (values) => orNull(numbers(values), (present) => REDUCERS.max(present) - REDUCERS.min(present)),
  diff: (values) => orNull(numbers(values), (present) => present.at(-1) - present[0]),
};

export const reduceNames = { lastNotNull: "Last", mean: "Mean", max: "Max", min: "Min", sum: "Total", total: "Total" };

export function reduced(values, reducer = "lastNotNull") {
  if (!REDUCERS[reducer]) throw new Error(`The preview does not support the calculation “${reducer}”.`);
  return REDUCERS[reducer](values);
}
