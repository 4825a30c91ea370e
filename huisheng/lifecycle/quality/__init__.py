"""抽测、拨测、数据监测、质效: what samples and test calls found, and what the assessor grants."""
