package org.melange.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.enrich.EnrichmentPlan;
import org.melange.enrich.EnrichmentTotals;

/**
 * Mentions with descriptions, and what it took.
 *
 * @param rows as {@link DescriptionEnricher} gives them
 * @param plan what was to be asked
 * @param totals what was asked
 */
public record Enriched(Dataset<Row> rows, EnrichmentPlan plan, EnrichmentTotals totals) {}
