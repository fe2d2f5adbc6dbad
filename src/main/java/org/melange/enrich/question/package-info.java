/**
 * Description-aware mention enhancement: which entity description fits a mention.
 *
 * <p>In: a mention, its text, and the entities with its name. {@link
 * org.melange.enrich.question.QuestionBuilder} builds the question, {@link
 * org.melange.enrich.question.PromptTemplate} the request to the model, and {@link
 * org.melange.enrich.question.ReplyEvaluator} evaluates the reply. Out: an {@link
 * org.melange.enrich.question.Answer}, which {@code spark.enrich} stores. Uses {@code chat} and
 * {@code budget}. Knows neither HTTP nor Spark.
 */
package org.melange.enrich.question;
