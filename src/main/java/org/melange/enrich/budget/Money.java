package org.melange.enrich.budget;

import java.io.Serializable;

/**
 * Prices and what may be spent, in US dollars.
 *
 * @param budget what may be spent; 0 for no limit
 * @param inputPerMillion price of a million tokens read
 * @param outputPerMillion price of a million tokens written
 */
public record Money(double budget, double inputPerMillion, double outputPerMillion)
    implements Serializable {

  /** Everything is free. */
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
