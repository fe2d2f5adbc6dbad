package org.melange.spark.enrich;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.enrich.question.EnrichmentPlan;
import org.melange.enrich.question.EnrichmentTotals;

/**
 * Mentions with descriptions, and how they were obtained.
 *
 * @param rows the result of {@link DescriptionEnricher}
 * @param plan made before anything was asked
 * @param totals counted afterwards
 */
public record Enriched(Dataset<Row> rows, EnrichmentPlan plan, EnrichmentTotals totals) {}
