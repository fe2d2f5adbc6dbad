package org.melange.enrich.budget;

import java.io.Serializable;

/**
 * A budget and prices, in US dollars.
 *
 * @param budget the most that may be spent; 0 for no limit
 * @param inputPerMillion price of a million input tokens
 * @param outputPerMillion price of a million output tokens
 */
public record Money(double budget, double inputPerMillion, double outputPerMillion)
    implements Serializable {

  /** No budget, and a price of zero. */
  public static final Money UNLIMITED = new Money(0, 0, 0);

  /** The same budget at {@code factor} times the prices. */
  public Money times(double factor) {
    return new Money(budget, inputPerMillion * factor, outputPerMillion * factor);
  }

  /** What {@code usage} costs. */
  public double cost(Usage usage) {
    return (usage.inputTokens() * inputPerMillion + usage.outputTokens() * outputPerMillion) / 1e6;
  }

  /** Whether {@code spent} is within the budget. */
  public boolean allows(double spent) {
    return budget == 0 || spent <= budget;
  }
}
