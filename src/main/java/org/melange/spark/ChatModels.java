package org.melange.spark;

import org.melange.config.Enrichment.Limits;
import org.melange.config.Settings;
import org.melange.enrich.ChatModel;
import org.melange.enrich.Money;

/** The service that settings name, as a task asks it. */
final class ChatModels {

  private ChatModels() {}

  static ChatModel of(Settings settings) {
    throw new UnsupportedOperationException(settings.enrich().service().endpoint());
  }

  /** What tokens cost. */
  static Money money(Settings settings) {
    Limits limits = settings.enrich().limits();
    return new Money(limits.budgetUsd(), limits.inputUsdPerMillion(), limits.outputUsdPerMillion());
  }
}
