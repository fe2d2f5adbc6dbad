package org.melange.spark.backfill;

import java.util.Arrays;
import java.util.Optional;
import org.melange.config.Settings;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.store.LinkStore;
import org.melange.testing.LocalSpark;
import org.melange.testing.StepSignal;

/**
 * A process that backfills a table and sends itself a signal at a step. Its arguments are the
 * table, the knowledge base, the signal, the step, and settings.
 */
final class BackfillChild {

  private BackfillChild() {}

  /** Ends with exit code 0, unless the signal ends it. */
  public static void main(String[] args) {
    Settings settings =
        Settings.load(Optional.empty(), Arrays.asList(args).subList(4, args.length));
    LinkStore store = LinkStore.open(LocalSpark.session(), args[0]);
    StepSignal signal = new StepSignal(args[2], args[3], 1);
    new Backfill(
            store,
            KnowledgeBase.open(args[1]),
            Optional.empty(),
            new MentionExtractor().setKb(args[1]).setSettings(settings),
            MentionLinker.lexical(args[1], settings),
            settings)
        .setListener(
            new BackfillListener() {
              @Override
              public void step(String name) {
                signal.step(name);
              }
            })
        .run();
    System.exit(0);
  }
}
