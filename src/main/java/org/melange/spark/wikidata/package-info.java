/**
 * Wikidata's dumps on Spark. Dumps are read once, in ranges, to an extract: compact Parquet with
 * what a knowledge base may need. Filters, redirects and popularity work on the extract.
 *
 * <p>Dumps come from {@code spark.input}, entities lead to {@code spark.kb}.
 */
package org.melange.spark.wikidata;
