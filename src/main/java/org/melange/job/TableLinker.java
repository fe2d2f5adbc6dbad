package org.melange.job;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.enrich.question.EnrichmentPlan;
import org.melange.link.calibrate.NilThreshold;
import org.melange.spark.enrich.Enriched;
import org.melange.spark.link.LinkScope;
import org.melange.spark.link.MentionLinker;

/** Chooses descriptions of mentions and links them, for links tables. */
final class TableLinker implements MentionLinker {

  private final MentionLinking linking;
  private final String kb;
  private final String kbVersion;
  private final EnrichmentOptions enrichment;
  private final Consumer<String> progress;
  private final EnrichmentSum spent = new EnrichmentSum();
  private final boolean asks;
  private EnrichmentPlan plan = EnrichmentPlan.nothing(0);

  /**
   * A linker.
   *
   * @param kb directory of the knowledge base
   * @param progress receives messages for the user
   * @param asks whether questions are asked that the answer store does not have
   */
  TableLinker(
      MentionLinking linking,
      String kb,
      String kbVersion,
      EnrichmentOptions enrichment,
      Consumer<String> progress,
      boolean asks) {
    this.linking = linking;
    this.kb = kb;
    this.kbVersion = kbVersion;
    this.enrichment = enrichment;
    this.progress = progress;
    this.asks = asks;
  }

  /** The questions of the mentions that were prepared last. */
  EnrichmentPlan plan() {
    return plan;
  }

  /** What was spent on descriptions. */
  EnrichmentSum spent() {
    return spent;
  }

  @Override
  public LinkScope scope() {
    Map<String, Object> facts = linking.facts();
    return new LinkScope(
        String.valueOf(facts.get("model_version")),
        kbVersion,
        String.valueOf(facts.getOrDefault("table_version", "")),
        linking.settingsVersion(),
        linking.rule().version());
  }

  @Override
  public NilThreshold rule() {
    return linking.rule();
  }

  @Override
  public boolean dependsOnAllEntities() {
    return linking.dependsOnAllEntities();
  }

  @Override
  public Optional<String> previousTableVersion() {
    return linking.previousTableVersion();
  }

  @Override
  public Dataset<Row> prepare(Dataset<Row> mentions) {
    return linking.prepare(described(mentions));
  }

  @Override
  public Dataset<Row> withKeys(Dataset<Row> mentions) {
    return linking.withKeys(described(mentions));
  }

  @Override
  public Dataset<Row> withCandidates(Dataset<Row> mentions) {
    return linking.withCandidates(mentions);
  }

  private Dataset<Row> described(Dataset<Row> mentions) {
    Enriched enriched =
        asks
            ? spent.add(enrichment.enriched(mentions, kb, linking.settings(), progress))
            : enrichment.stored(mentions, kb, linking.settings(), progress);
    plan = enriched.plan();
    return enriched.rows();
  }

  @Override
  public Dataset<Row> link(Dataset<Row> mentions) {
    return linking.linkPrepared(mentions);
  }
}
