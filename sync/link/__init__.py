"""The thin link (SYNC §2.11): whole files over HTTP in parts that survive; knows neither bundles nor storage."""
