package org.melange.spark.enrich;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.enrich.question.EnrichmentPlan;
import org.melange.enrich.question.EnrichmentTotals;

/**
 * Mentions with descriptions, and what it took.
 *
 * @param rows as {@link DescriptionEnricher} gives them
 * @param plan what was to be asked
 * @param totals what was asked
 */
public record Enriched(Dataset<Row> rows, EnrichmentPlan plan, EnrichmentTotals totals) {}
