/**
 * One budget of requests, tokens and money for the whole application: rate limits, pacing, circuit
 * breaker and spending. Knows neither HTTP nor Spark.
 */
package org.melange.enrich.budget;
