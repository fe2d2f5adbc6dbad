/**
 * Description-aware mention enhancement on Spark. In: mentions; out: the same mentions with a
 * description, which the linking stage uses as text.
 *
 * <p>Start with {@link org.melange.spark.enrich.DescriptionEnricher}. With a language model, it
 * delegates to {@code EnrichmentRun}: {@code QuestionSet} holds the distinct questions, {@code
 * OnlineAsking} or {@code BatchAsking} asks them, and {@code AnswerStore} keeps the answers. {@link
 * org.melange.spark.enrich.LimiterPlugin} connects the executors to the request budget on the
 * driver. The decisions themselves are in {@code enrich}, without Spark.
 */
package org.melange.spark.enrich;
