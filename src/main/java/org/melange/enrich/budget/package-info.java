/**
 * The request budget of an application: requests and tokens a minute, requests in flight, money,
 * and a circuit breaker.
 *
 * <p>{@link org.melange.enrich.budget.RateLimiter} is the only instance that decides; it runs on
 * the driver. Each JVM has a {@link org.melange.enrich.budget.RemoteRequestLimiter}, which requests
 * permits from it through a {@link org.melange.enrich.budget.PermitService}. The package depends on
 * no other package of the project. Knows neither HTTP nor Spark.
 */
package org.melange.enrich.budget;
