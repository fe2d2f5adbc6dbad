/**
 * Which entity description fits a mention: the question, the prompt, the evaluation of the reply
 * and the answer record. Knows neither HTTP nor Spark.
 */
package org.melange.enrich.question;
